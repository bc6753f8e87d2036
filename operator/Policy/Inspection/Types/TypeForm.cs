namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>How the files of a metadata type lie; metadata-types.txt explains each.</summary>
internal enum TypeForm
{
    File,
    Content,
    Bundle,
    Foldered,
    Folder,
    Document,
    Territory,
    Decomposed,
    Object,
}
