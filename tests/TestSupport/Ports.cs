using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SegmentOperator.TestSupport;

/// <summary>Ports for programs that have to be told one.</summary>
public static class Ports
{
    private const int Choice = 12_000;

    /// <summary>
    /// A port of the loopback interface that nobody has, below those that the kernel gives to connections and to whoever binds port 0: one of these
    /// can be somebody else's by the time that the program binds it.
    /// </summary>
    public static int Free()
    {
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var end = int.Parse(range[0], CultureInfo.InvariantCulture);
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(Math.Max(1024, end - Choice), Math.Max(1025, end)));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
