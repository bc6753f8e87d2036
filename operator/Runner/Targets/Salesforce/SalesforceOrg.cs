using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>
/// The requests that a deployment needs (Metadata API, REST resource deployRequest). One call is one request: whether to ask again
/// is for the caller to decide.
/// </summary>
internal sealed class SalesforceOrg(HttpClient http, string apiVersion, TimeProvider time)
{
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(10);
    private readonly string api = $"services/data/v{apiVersion}";

    /// <summary>Lists the version's resources: answers whether the org is there, knows the version and takes the token.</summary>
    public Task<SalesforceAnswer> ProbeAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{api}/", null, ShortTimeout, cancellationToken);

    /// <summary>Gives the zip to the org.</summary>
    public async Task<SalesforceAnswer> DeployAsync(string zipPath, byte[] options, CancellationToken cancellationToken)
    {
        await using var zip = File.OpenRead(zipPath);
        using var form = new MultipartFormDataContent();
        var json = new ByteArrayContent(options);
        json.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        form.Add(json, "json");
        var file = new StreamContent(zip);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        form.Add(file, "file", "package.zip");
        return await SendAsync(HttpMethod.Post, $"{api}/metadata/deployRequest", form, UploadTimeout, cancellationToken);
    }

    /// <summary>Deploys what an earlier validation left in the org.</summary>
    public Task<SalesforceAnswer> QuickDeployAsync(string validatedDeployId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{api}/metadata/deployRequest", Json($$"""{"validatedDeployRequestId":"{{validatedDeployId}}"}"""), ShortTimeout, cancellationToken);

    /// <summary>Asks how a deployment stands.</summary>
    public Task<SalesforceAnswer> GetAsync(string id, bool details, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{api}/metadata/deployRequest/{Uri.EscapeDataString(id)}?includeDetails={(details ? "true" : "false")}", null, ShortTimeout, cancellationToken);

    /// <summary>Asks the org to stop a deployment.</summary>
    public Task<SalesforceAnswer> CancelAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{api}/metadata/deployRequest/{Uri.EscapeDataString(id)}", Json("""{"deployResult":{"status":"Canceling"}}"""), ShortTimeout, cancellationToken);

    /// <summary>deployOptions for a run. Everything or nothing: a failed component rolls the deployment back.</summary>
    public static byte[] Options(RunRequest request, SalesforceRunTarget target, bool singlePackage)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("deployOptions");
            writer.WriteBoolean("allowMissingFiles", false);
            writer.WriteBoolean("checkOnly", request.Operation == RunOperation.Validate);
            writer.WriteBoolean("ignoreWarnings", target.IgnoreWarnings);
            writer.WriteBoolean("performRetrieve", false);
            writer.WriteBoolean("rollbackOnError", true);
            writer.WriteBoolean("singlePackage", singlePackage);
            if (target.TestLevel is { } level)
                writer.WriteString("testLevel", level.ToString());
            if (target.RunTests.Count > 0)
            {
                writer.WriteStartArray("runTests");
                foreach (var test in target.RunTests)
                    writer.WriteStringValue(test);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private async Task<SalesforceAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            return new SalesforceAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token))
            {
                RetryAfter = response.Headers.RetryAfter?.Delta,
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SalesforceAnswer(null, []) { NoAnswer = $"the org did not answer within {timeout.TotalSeconds:0} seconds" };
        }
        catch (HttpRequestException e)
        {
            return new SalesforceAnswer(null, [])
            {
                NoAnswer = Text.Clean(e.Message),
                NeverSent = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            };
        }
    }

    private static ByteArrayContent Json(string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
