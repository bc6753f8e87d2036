using System.Globalization;
using System.Net;
using SegmentOperator.DevCluster.Node;

namespace SegmentOperator.DevCluster;

/// <summary>The command line of <c>devcluster</c>.</summary>
internal sealed record ProgramOptions(string Directory, DevClusterOptions Cluster)
{
    public const string Usage = """
        devcluster --dir DIR [--tokens FILE] [--address ADDRESS] [--port N] [--image PREFIX=PATH]... [--isolation MODE] [--no-node]

        Runs a Kubernetes API for tests on loopback, with a node that runs pods as processes. All data is in memory.

          --dir DIR            where DIR/admin.kubeconfig and DIR/USER.kubeconfig are written
          --tokens FILE        users, in kube-apiserver's --token-auth-file format: token,user,uid,"group1,group2"
          --address ADDRESS    a loopback address; 127.0.0.1 when not given
          --port N             the port; a free one when not given
          --image PREFIX=PATH  an image reference (or the part before a slash of it) and the program or directory that stands for it
          --isolation MODE     Automatic, Namespaces, UserNamespaces or None
          --no-node            pods stay Pending
        """;

    /// <exception cref="ArgumentException">Something is missing or wrong; the message says what to change.</exception>
    public static ProgramOptions Parse(IReadOnlyList<string> arguments, Action<string> log)
    {
        var (directory, tokens, port, address, node) = ("", "", 0, IPAddress.Loopback, true);
        var (isolation, images) = (Isolation.Automatic, new Dictionary<string, string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--no-node": node = false; break;
                case "--dir": directory = Value(ref i); break;
                case "--tokens": tokens = Value(ref i); break;
                case "--port": port = Port(Value(ref i)); break;
                case "--address": address = Loopback(Value(ref i)); break;
                case "--isolation": isolation = Mode(Value(ref i)); break;
                case "--image": AddImage(images, Value(ref i)); break;
                default: throw new ArgumentException($"unknown argument \"{arguments[i]}\"");
            }
        }
        if (directory.Length == 0)
            throw new ArgumentException("--dir is missing: say where the kubeconfig files go");
        return new ProgramOptions(directory, new DevClusterOptions
        {
            Address = address,
            Port = port,
            Users = tokens.Length == 0 ? [] : TokenFile.Read(tokens),
            NodeEnabled = node,
            Node = new NodeOptions { Images = images, Isolation = isolation },
            Log = log,
        });

        string Value(ref int i) => i + 1 < arguments.Count
            ? arguments[++i]
            : throw new ArgumentException($"{arguments[i]} needs a value");
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new ArgumentException($"--port must be a number from 0 to 65535, not \"{text}\"");

    private static IPAddress Loopback(string text) =>
        IPAddress.TryParse(text, out var address) && IPAddress.IsLoopback(address)
            ? address
            : throw new ArgumentException($"--address must be a loopback address, not \"{text}\": this is a test double");

    private static Isolation Mode(string text) =>
        Enum.TryParse<Isolation>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode)
            ? mode
            : throw new ArgumentException($"--isolation must be one of {string.Join(", ", Enum.GetNames<Isolation>())}, not \"{text}\"");

    private static void AddImage(Dictionary<string, string> images, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw new ArgumentException($"--image must be PREFIX=PATH, not \"{text}\"");
        var path = text[(equals + 1)..];
        if (!File.Exists(path) && !System.IO.Directory.Exists(path))
            throw new ArgumentException($"--image {text}: \"{path}\" does not exist");
        images[text[..equals]] = path;
    }
}
