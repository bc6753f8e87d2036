using System.Text;
using System.Text.Json;

namespace SegmentOperator.RunContract;

/// <summary>What a run leaves in its termination message.</summary>
public sealed record RunResult
{
    /// <summary>The contract's version.</summary>
    public int Version { get; set; } = RunRequest.CurrentVersion;

    /// <summary>One of <see cref="RunReasons"/>; the process ended with its exit code.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence for people: what happened and what to change.</summary>
    public required string Message { get; init; }

    /// <summary>What is known of the target.</summary>
    public required RunTargetState TargetState { get; init; }

    /// <summary>The UID that run.json named; empty when it could not be read.</summary>
    public string RequestUid { get; set; } = "";

    /// <summary>The manifest digest whose content was recomputed and used; null before that.</summary>
    public string? Digest { get; init; }

    /// <summary>The digest of the layer that was deployed; null before it was recomputed.</summary>
    public string? LayerDigest { get; init; }

    /// <summary>Salesforce's id of the deployment; null when none was started.</summary>
    public string? DeployId { get; init; }

    /// <summary>The target's own last word: Salesforce's deploy status.</summary>
    public string? TargetStatus { get; init; }

    /// <summary>Components, or Kubernetes objects.</summary>
    public RunCounts? Components { get; init; }

    /// <summary>Apex tests.</summary>
    public RunCounts? Tests { get; init; }

    /// <summary>The first failures; <see cref="FailuresOmitted"/> says how many more there were.</summary>
    public IReadOnlyList<RunFailure> Failures { get; set; } = [];

    /// <summary>Failures that did not fit.</summary>
    public int FailuresOmitted { get; init; }

    /// <summary>When the runner started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the runner ended.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Milliseconds for fetching, unpacking and deploying.</summary>
    public RunTimings Timings { get; set; } = new();

    /// <summary>
    /// Writes the result in at most <see cref="RunPaths.MaxTerminationMessageBytes"/> bytes, leaving out failures from the end and
    /// then shortening the message.
    /// </summary>
    public byte[] ToTerminationMessage()
    {
        var result = this;
        while (true)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(result, RunContractJson.Default.RunResult);
            if (bytes.Length <= RunPaths.MaxTerminationMessageBytes)
                return bytes;
            if (result.Failures.Count > 0)
            {
                result = result with
                {
                    Failures = [.. result.Failures.Take(result.Failures.Count - 1)],
                    FailuresOmitted = result.FailuresOmitted + 1,
                };
            }
            else if (result.Message.Length > 200)
            {
                result = result with { Message = Shorten(result.Message, result.Message.Length / 2) };
            }
            else
            {
                throw new InvalidOperationException("The result's fixed fields alone are larger than a termination message.");
            }
        }
    }

    /// <summary>Reads a termination message. False for anything that is not a result, whoever wrote it.</summary>
    public static bool TryParse(string? terminationMessage, out RunResult? result)
    {
        result = null;
        if (string.IsNullOrWhiteSpace(terminationMessage)
            || Encoding.UTF8.GetByteCount(terminationMessage) > RunPaths.MaxTerminationMessageBytes)
        {
            return false;
        }

        try
        {
            result = JsonSerializer.Deserialize(terminationMessage, RunContractJson.Default.RunResult);
        }
        catch (JsonException)
        {
            return false;
        }

        return result is not null;
    }

    internal static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        // A cut in a surrogate pair would become a replacement character of three bytes.
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}

/// <summary>What a run knows of its target when it ends.</summary>
public enum RunTargetState
{
    /// <summary>Nothing was changed: nothing was started, or the target rolled it back, or it was a validation.</summary>
    Unchanged,

    /// <summary>The target carries the artifact.</summary>
    Changed,

    /// <summary>The target may or may not have changed; a person has to look.</summary>
    Unknown,
}

/// <summary>How many there were, how many came out well, how many did not.</summary>
public sealed record RunCounts(int Total, int Succeeded, int Failed);

/// <summary>One component, test or object that failed.</summary>
/// <param name="Kind">A metadata type, <c>ApexTest</c> or a Kubernetes kind.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Problem">The target's words, shortened.</param>
/// <param name="File">The file in the package, where the target names one.</param>
/// <param name="Line">The line in that file, where the target names one.</param>
public sealed record RunFailure(string Kind, string Name, string Problem, string? File = null, int? Line = null);

/// <summary>Where the time went, in milliseconds.</summary>
public sealed record RunTimings(long FetchMs = 0, long UnpackMs = 0, long DeployMs = 0);
