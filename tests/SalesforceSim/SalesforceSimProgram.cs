using System.Runtime.InteropServices;

namespace SegmentOperator.SalesforceSim;

/// <summary>The org as a program of its own, for <c>make run</c> and for real clients.</summary>
internal static class SalesforceSimProgram
{
    private const string Usage = """
        salesforce-sim: a Salesforce-like org on loopback, for tests.

          --port N              the port on 127.0.0.1 (default: a free one)
          --client-id ID        the connected app's consumer key
          --client-key FILE     PEM of its certificate or RSA public key
          --user NAME           a user whom the app is approved for; may be repeated
          --password TEXT       the users' password, for the SOAP login
          --deploy-ms N         how long a deployment takes (default: 200)
          --sandbox             not a production org: Apex may be deployed without tests

        Prints its URL when it is ready, and ends on SIGTERM.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        SalesforceSimOptions options;
        try
        {
            options = Parse(args);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or IOException)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{Usage}");
            return 2;
        }

        var stopped = new TaskCompletionSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await using var sim = await SalesforceSimServer.StartAsync(options);
        Console.WriteLine(sim.InstanceUrl);
        await stopped.Task;
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static SalesforceSimOptions Parse(string[] args)
    {
        var options = new SalesforceSimOptions();
        var users = new List<string>();
        string? clientId = null, clientKey = null, password = null;
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            switch (args[i])
            {
                case "--port": options = options with { Port = int.Parse(Value()) }; break;
                case "--client-id": clientId = Value(); break;
                case "--client-key": clientKey = File.ReadAllText(Value()); break;
                case "--user": users.Add(Value()); break;
                case "--password": password = Value(); break;
                case "--deploy-ms": options = options with { DeployDuration = TimeSpan.FromMilliseconds(int.Parse(Value())) }; break;
                case "--sandbox": options = options with { Production = false }; break;
                default: throw new ArgumentException($"{args[i]} is not an option.");
            }
        }

        if (clientId is null != clientKey is null)
            throw new ArgumentException("--client-id and --client-key go together.");
        return options with
        {
            Users = [.. users.Select(u => new SimUser(u, password))],
            ConnectedApps = clientId is null ? [] : [new SimConnectedApp(clientId, clientKey!, users)],
        };
    }
}
