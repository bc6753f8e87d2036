using System.Net;

namespace SegmentOperator.DevCluster;

/// <summary>What an embedded cluster is started with. All data lives in memory and is gone afterwards.</summary>
public sealed class DevClusterOptions
{
    /// <summary>The address to listen on. Anything but a loopback address is refused at start.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>People and programs that sign in with a bearer token. The client-certificate admin exists besides.</summary>
    public IReadOnlyList<DevClusterUser> Users { get; init; } = [];

    /// <summary>Whether a node exists that runs pods as processes of this machine. Without it pods stay Pending.</summary>
    public bool NodeEnabled { get; init; }

    /// <summary>What the node runs, and how.</summary>
    public Node.NodeOptions Node { get; init; } = new();

    /// <summary>Where the node keeps volumes and logs; a temporary directory when not given.</summary>
    public string? NodeDirectory { get; init; }

    /// <summary>How many changes each kind remembers: a watch that starts before them is answered with 410.</summary>
    public int WatchHistory { get; init; } = 20_000;

    /// <summary>How often an idle watch with bookmarks gets one.</summary>
    public TimeSpan BookmarkPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The source of all times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The seed of uids, name suffixes and injected faults; a fixed one makes a run repeatable.</summary>
    public int? Seed { get; init; }

    /// <summary>Receives one line per notable occurrence (a pod that could not be isolated, a controller's error).</summary>
    public Action<string>? Log { get; init; }
}

/// <summary>Someone who signs in with a bearer token, as in kube-apiserver's token file.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Token">The bearer token.</param>
/// <param name="Uid">The user's uid, or empty.</param>
/// <param name="Groups">The groups; <c>system:authenticated</c> is added by the server.</param>
public sealed record DevClusterUser(string Name, string Token, string Uid, IReadOnlyList<string> Groups);
