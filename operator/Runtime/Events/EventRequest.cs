using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>One Event asked for. Equal <see cref="Identity"/> means: the same again.</summary>
/// <param name="Regarding">What it is about.</param>
/// <param name="Related">A second object, or null.</param>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">A CamelCase word.</param>
/// <param name="Action">A CamelCase word.</param>
/// <param name="Note">For people.</param>
/// <param name="Time">When it happened.</param>
internal sealed record EventRequest(
    ObjectReference Regarding,
    ObjectReference? Related,
    EventType Type,
    string Reason,
    string Action,
    string Note,
    DateTimeOffset Time)
{
    private const int MaxNote = 1024;

    public (string?, string?, EventType, string, string, string) Identity =>
        (Regarding.Uid, Related?.Uid, Type, Reason, Action, Note);

    /// <summary>Where the Event lives: beside its object; in "default" for one that lives in no namespace.</summary>
    public string Namespace => string.IsNullOrEmpty(Regarding.Namespace) ? "default" : Regarding.Namespace;

    public static ObjectReference Reference(IKubernetesObject value) => new()
    {
        ApiVersion = value.ApiVersion,
        Kind = value.Kind,
        Namespace = value.Metadata.Namespace,
        Name = value.Metadata.Name,
        Uid = value.Metadata.Uid,
        ResourceVersion = value.Metadata.ResourceVersion,
    };

    /// <summary>The server takes 1 kB.</summary>
    public static string Cut(string note)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(note) <= MaxNote)
            return note;
        var (length, bytes) = (0, 0);
        foreach (var rune in note.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > MaxNote - 3)
                break;
            length += rune.Utf16SequenceLength;
        }

        return note[..length] + "…";
    }

    public Event ToEvent(string controller, string instance, ulong random)
    {
        var name = Regarding.Name ?? "unknown";
        return new()
        {
            Metadata = new() { Name = $"{(name.Length > 230 ? name[..230].TrimEnd('.', '-') : name)}.{random:x16}", Namespace = Namespace },
            EventTime = Time,
            ReportingController = controller,
            ReportingInstance = instance,
            Action = Action,
            Reason = Reason,
            Regarding = Regarding,
            Related = Related,
            Note = Note,
            Type = Type.ToString(),
        };
    }
}
