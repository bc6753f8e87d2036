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

    /// <summary>A name of 253 characters at most, less the dot, fourteen digits of time and ten of chance.</summary>
    private const int MaxName = 228;

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

    /// <summary>
    /// Events of one second carry the same age, and lists show them by name: the name tells the order, ticks before chance.
    /// </summary>
    public Event ToEvent(string controller, string instance, ulong random)
    {
        var name = Regarding.Name ?? "unknown";
        var ticks = Math.Max(0, (Time - DateTimeOffset.UnixEpoch).Ticks);
        return new()
        {
            Metadata = new() { Name = $"{(name.Length > MaxName ? name[..MaxName].TrimEnd('.', '-') : name)}.{ticks:x14}{random & 0xff_ffff_ffff:x10}", Namespace = Namespace },
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
