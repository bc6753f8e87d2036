using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Inputs;

/// <summary>Short forms for declaring inputs.</summary>
internal static class InputFields
{
    public static CelType Object(string name, params CelField[] fields) => CelType.Object(name, fields);

    public static CelField Field(string name, CelType type, bool required = true) => new(name, name, type, required);

    public static CelField Text(string name, int length, bool required = true) => Field(name, String(length), required);

    public static CelType String(int length) => CelType.String.WithMaxSize(length);

    public static CelType List(int count, CelType element) => CelType.List(element).WithMaxSize(count);

    public static CelType Map(int count, CelType value) => CelType.Map(CelType.String.WithMaxSize(256), value).WithMaxSize(count);
}
