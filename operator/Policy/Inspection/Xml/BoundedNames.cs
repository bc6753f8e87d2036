using System.Xml;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>The names of elements and attributes, each kept once for all files. A package that invents ever new ones would fill the memory.</summary>
internal sealed class BoundedNames : NameTable
{
    private const int MaxCharacters = 1024 * 1024;
    private int _characters;

    public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

    private string Counted(string name)
    {
        _characters += name.Length;
        return _characters <= MaxCharacters ? name : throw new TooManyNamesException();
    }
}

/// <summary>There are more names than metadata has.</summary>
internal sealed class TooManyNamesException : Exception;
