using System.Diagnostics;
using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>One span a verification.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new("SegmentOperator.Sigstore");

    public static Activity? Start(ArtifactReference artifact) => Source.StartActivity("verify signatures")?
        .SetTag("server.address", artifact.Repository.Registry)
        .SetTag("oci.repository", artifact.Repository.Name)
        .SetTag("oci.digest", artifact.Digest.ToString());

    public static void Ended(this Activity? activity, Verdict verdict, bool cached) => activity?
        .SetTag("sigstore.verdict", verdict.GetType().Name)
        .SetTag("sigstore.reason", (verdict as Verdict.Refused)?.Reason.ToString())
        .SetTag("sigstore.cached", cached);
}
