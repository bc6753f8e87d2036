using System.Net;
using System.Text.Json;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>What came back from one request to the org; or, without a status, why nothing did.</summary>
internal sealed record SalesforceAnswer(HttpStatusCode? Status, byte[] Body)
{
    /// <summary>Why there is no answer.</summary>
    public string? NoAnswer { get; init; }

    /// <summary>The request surely never reached the org: there was no connection.</summary>
    public bool NeverSent { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>Asking again may help: no answer, a server error, or a rate limit.</summary>
    public bool IsPassing => Status is null || (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;

    public SalesforceDeployment? Deployment => IsSuccess ? SalesforceDeployment.TryParse(Body) : null;

    /// <summary>Salesforce's error code and words, or the status where the body has none.</summary>
    public (string Code, string Message) Error()
    {
        if (Status is not { } status)
            return ("", NoAnswer ?? "no answer");
        try
        {
            using var document = JsonDocument.Parse(Body);
            var root = document.RootElement;
            var error = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            if (error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("errorCode", out var code) && error.TryGetProperty("message", out var message))
            {
                return (code.ToString(), Text.Clean($"{code}: {message}"));
            }
        }
        catch (JsonException)
        {
            // A proxy's page, most likely; the status says it all.
        }

        return ("", $"HTTP status {(int)status}");
    }
}
