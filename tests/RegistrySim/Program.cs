using SegmentOperator.RegistrySim;

// registry-sim [--port N] [--tls] [--basic|--token] [--user NAME] [--password-file FILE] [--no-referrers] [--administration]
//              [--ca-file FILE]: serves an empty registry until it is interrupted.
var options = new EmbeddedRegistryOptions();
string? authority = null;
for (var i = 0; i < args.Length; i++)
{
    string Value() => i + 1 < args.Length ? args[++i] : throw new ArgumentException($"{args[i]} needs a value");
    try
    {
        options = args[i] switch
        {
            "--port" => options with { Port = int.Parse(Value(), System.Globalization.CultureInfo.InvariantCulture) },
            "--tls" => options with { Tls = true },
            "--basic" => options with { Authentication = RegistryAuthentication.Basic },
            "--token" => options with { Authentication = RegistryAuthentication.Token },
            "--user" => options with { Username = Value() },
            "--password-file" => options with { Password = (await File.ReadAllTextAsync(Value())).TrimEnd() },
            "--no-referrers" => options with { Referrers = false },
            "--administration" => options with { Administration = true },
            "--ca-file" => Authority(Value()),
            _ => throw new ArgumentException($"unknown option {args[i]}"),
        };
    }
    catch (Exception e) when (e is ArgumentException or FormatException or IOException)
    {
        await Console.Error.WriteLineAsync($"registry-sim: {e.Message}");
        return 2;
    }
}

using var interrupted = new CancellationTokenSource();
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM, signal => Interrupt(() => signal.Cancel = true));
Console.CancelKeyPress += (_, key) => Interrupt(() => key.Cancel = true);

await using var registry = await EmbeddedRegistry.StartAsync(options, interrupted.Token);
if (authority is not null && registry.CertificateAuthority is { } certificate)
    await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem() + "\n", interrupted.Token);
Console.WriteLine($"registry-sim is listening on {registry.Address}");
try
{
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, interrupted.Token);
}
catch (OperationCanceledException)
{
    await registry.StopAsync(CancellationToken.None);
}

return 0;

EmbeddedRegistryOptions Authority(string file)
{
    authority = file;
    return options;
}

void Interrupt(Action keep)
{
    keep();
    interrupted.Cancel();
}
