using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>The part of the operator's docker config.json that a run needs; the file is read again each time.</summary>
internal sealed class OperatorRegistryAuth(ManagerOptions options) : IRunRegistryAuth
{
    public async Task<byte[]?> FindAsync(Segment segment, string registry, CancellationToken cancellationToken) =>
        options.RegistryAuthFile is { } file ? Only(await File.ReadAllBytesAsync(file, cancellationToken), registry) : null;

    /// <summary>The same configuration with one registry in it; null when it does not know that registry.</summary>
    internal static byte[]? Only(byte[] config, string registry)
    {
        try
        {
            var auths = new JsonObject();
            foreach (var (name, entry) in JsonNode.Parse(config)?["auths"] as JsonObject ?? [])
            {
                if (IsOf(name, registry))
                    auths[name] = entry?.DeepClone();
            }

            return auths.Count == 0 ? null : Encoding.UTF8.GetBytes(new JsonObject { ["auths"] = auths }.ToJsonString());
        }
        catch (JsonException)
        {
            // The text of the exception could quote a credential.
            throw new ManagerOptionsException("--registry-auth is not JSON; it is a docker config.json.");
        }
    }

    private static bool IsOf(string entry, string registry)
    {
        var bare = entry.Replace("https://", "", StringComparison.OrdinalIgnoreCase).Replace("http://", "", StringComparison.OrdinalIgnoreCase);
        return bare.Split('/')[0].Equals(registry, StringComparison.OrdinalIgnoreCase);
    }
}
