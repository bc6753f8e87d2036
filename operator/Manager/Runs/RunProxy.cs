using System.Text;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Runs;

/// <summary>
/// The proxies on the operator's own way out, which its runs take as well. An address that holds a password goes into the run's Secret; the
/// pod's spec, which more people may read, then only refers to it.
/// </summary>
internal sealed class RunProxy
{
    // .NET reads HTTP_PROXY in small letters first, as everybody does since a CGI header of that name exists.
    private static readonly string[] Names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>No proxy at all.</summary>
    public static RunProxy None { get; } = new();

    /// <summary>What the standard variables say, in either spelling, the small one first.</summary>
    public static RunProxy Of(Func<string, string?> variable)
    {
        var proxy = new RunProxy();
        foreach (var name in Names)
        {
            var value = variable(name.ToLowerInvariant()) is { Length: > 0 } small ? small : variable(name);
            if (!string.IsNullOrWhiteSpace(value)) proxy.values[name] = value.Trim();
        }

        return proxy;
    }

    /// <summary>The pod's variables.</summary>
    /// <param name="secret">The run's Secret.</param>
    public IEnumerable<EnvVar> Variables(string secret) => values.Select(pair => HasPassword(pair.Value)
        ? new EnvVar { Name = pair.Key, ValueFrom = new EnvVarSource { SecretKeyRef = new KeySelector { Name = secret, Key = FileOf(pair.Key) } } }
        : new EnvVar { Name = pair.Key, Value = pair.Value });

    /// <summary>What goes into the run's Secret.</summary>
    public IEnumerable<KeyValuePair<string, byte[]>> Files() =>
        values.Where(pair => HasPassword(pair.Value)).Select(pair => new KeyValuePair<string, byte[]>(FileOf(pair.Key), Encoding.UTF8.GetBytes(pair.Value)));

    // Everything before an @ is a user's, with or without a scheme in front.
    private static bool HasPassword(string value) => value.Contains('@', StringComparison.Ordinal);

    private static string FileOf(string name) => name.ToLowerInvariant().Replace('_', '-');
}
