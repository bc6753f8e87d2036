using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace SegmentOperator.Oci;

/// <summary>
/// Sends requests to registries: finds the host, authenticates, follows redirects, repeats what failed in passing, and turns
/// every failure into a <see cref="RegistryException"/>.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    private readonly RegistryClientOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly EndpointResolver endpoints;
    private readonly Authenticator authenticator;
    private readonly ResiliencePipeline pipeline;

    public RegistryTransport(RegistryClientOptions options, TimeProvider time, Random random)
    {
        this.options = options;
        this.time = time;
        http = new HttpClient(RegistryHandler.Create(options)) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        endpoints = new EndpointResolver(options, time);
        authenticator = new Authenticator(options.Credentials, http, time);
        pipeline = Pipeline(options, time, random);
    }

    /// <summary>Asks, and reads the answer with <paramref name="read"/>, which sees successes only. Both are repeated together.</summary>
    public async Task<T> SendAsync<T>(
        RegistryRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await AttemptAsync(request, read, token), cancellationToken);

    /// <summary>The address on the registry that a request's path means.</summary>
    public async Task<Uri> AddressAsync(RegistryRequest request, CancellationToken cancellationToken) =>
        new(await endpoints.ResolveAsync(request.Repository.Registry, cancellationToken), request.Path);

    public void Dispose()
    {
        http.Dispose();
        authenticator.Dispose();
    }

    private async Task<T> AttemptAsync<T>(
        RegistryRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Start(request);
        using var deadline = new Deadline(options.RequestTimeout, time, cancellationToken);
        var registry = request.Repository.Registry;
        HttpResponseMessage? response = null;
        var done = false;
        try
        {
            response = await SendAuthorizedAsync(request, deadline.Token);
            activity?.SetTag("http.response.status_code", (int)response.StatusCode);
            if (!response.IsSuccessStatusCode) throw await Failures.OfAsync(request, response, time, deadline.Token);
            var result = await read(response, deadline.Token);
            done = true;
            return result;
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            throw Mark(activity, Failures.Timeout(registry, options.RequestTimeout));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Mark(activity, Failures.Connection(registry, e));
        }
        catch (Exception e) when (e is RegistryException or OperationCanceledException)
        {
            activity.Failed(e);
            throw;
        }
        finally
        {
            if (!done || !request.KeepOpen) response?.Dispose();
        }
    }

    private static RegistryException Mark(Activity? activity, RegistryException exception)
    {
        activity.Failed(exception);
        return exception;
    }

    private async Task<HttpResponseMessage> SendAuthorizedAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var address = await AddressAsync(request, cancellationToken);
        var used = await authenticator.CurrentAsync(request.Repository, cancellationToken);
        var response = await SendAsync(request, address, used, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        // Only the registry itself is answered with credentials, not somebody it redirected to.
        var challenger = response.RequestMessage?.RequestUri;
        if (challenger is null || !Redirects.SameOrigin(challenger, address)) return response;
        AuthenticationHeaderValue? renewed;
        try
        {
            renewed = await authenticator.AnswerAsync(request.Repository, address, response, used, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (renewed is null) return response;
        response.Dispose();
        return await SendAsync(request, address, renewed, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(
        RegistryRequest request, Uri registry, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        return Redirects.SendAsync(http, request, Message, registry, cancellationToken);

        HttpRequestMessage Message(Uri address)
        {
            var message = new HttpRequestMessage(request.Method, address);
            foreach (var type in request.Accept) message.Headers.Accept.ParseAdd(type);
            if (request.RangeFrom > 0) message.Headers.Range = new RangeHeaderValue(request.RangeFrom, to: null);
            if (Redirects.SameOrigin(address, registry)) message.Headers.Authorization = authorization;
            return message;
        }
    }

    private static ResiliencePipeline Pipeline(RegistryClientOptions options, TimeProvider time, Random random)
    {
        if (options.Retries == 0) return ResiliencePipeline.Empty;
        var turn = new Lock();
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryDelay,
                UseJitter = true,
                Randomizer = () =>
                {
                    lock (turn) return random.NextDouble();
                },
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is RegistryUnavailableException { Transient: true } e
                    && !(e.RetryAfter > options.LongestRetryAfter)),
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as RegistryUnavailableException)?.RetryAfter),
            })
            .Build();
    }
}
