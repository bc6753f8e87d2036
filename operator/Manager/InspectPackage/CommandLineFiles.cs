namespace SegmentOperator.Manager.InspectPackage;

/// <summary>Files of whoever runs a command.</summary>
internal static class CommandLineFiles
{
    /// <summary>Docker's configuration; null where there is none.</summary>
    public static string? OwnDockerConfig()
    {
        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        var file = Path.Combine(folder, "config.json");
        return File.Exists(file) ? file : null;
    }
}
