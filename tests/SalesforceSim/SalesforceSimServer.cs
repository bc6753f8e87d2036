using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SegmentOperator.SalesforceSim;

/// <summary>
/// A Salesforce-like org on loopback. It is a test double: what it answers, a real org answers the same way; what it does not
/// know, it refuses with a Salesforce error.
/// </summary>
public sealed class SalesforceSimServer : IAsyncDisposable
{
    private readonly WebApplication web;

    private SalesforceSimServer(WebApplication app, SimOrg org, SimFaults faults, Uri url)
    {
        web = app;
        Org = org;
        Faults = faults;
        Url = url;
    }

    /// <summary>Scheme, host and port. It is the login URL, the instance URL and an accepted audience, in one.</summary>
    public Uri Url { get; }

    /// <summary><see cref="Url"/> without the slash at its end, as Salesforce writes instance URLs.</summary>
    public string InstanceUrl => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>What is in the org, and what happened to it.</summary>
    public SimOrg Org { get; }

    /// <summary>What goes wrong from now on.</summary>
    public SimFaults Faults { get; }

    /// <summary>Whether a token opens the org at this moment.</summary>
    public bool IsTokenActive(string token) => Org.Sessions.Find(token) is not null;

    /// <summary>Starts an org.</summary>
    public static async Task<SalesforceSimServer> StartAsync(
        SalesforceSimOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SalesforceSimOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (options.ServerCertificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                if (options.ServerCertificate is { } certificate)
                    listen.UseHttps(certificate);
            });
        });

        var app = builder.Build();
        var org = new SimOrg(options);
        var faults = new SimFaults(options.Time);
        var router = new SimRouter(org, faults);
        app.Run(router.HandleAsync);
        await app.StartAsync(cancellationToken);

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var url = new Uri(address);
        org.Url = url.GetLeftPart(UriPartial.Authority);
        return new SalesforceSimServer(app, org, faults, url);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await web.StopAsync(now.Token);
        await web.DisposeAsync();
    }
}
