namespace SegmentOperator.TestSupport;

/// <summary>
/// The real programs that <c>.ci/install-real-parts</c> unpacks. Tests that need one fail without it, and say so: a suite that
/// silently leaves them out proves nothing. Who cannot have them sets <c>SEGMENT_SKIP_REAL_PARTS=1</c>.
/// </summary>
public static class RealParts
{
    /// <summary>Whether tests that need real parts are to be left out.</summary>
    public static bool AreSkipped => Environment.GetEnvironmentVariable("SEGMENT_SKIP_REAL_PARTS") == "1";

    /// <summary>The folder: <c>SEGMENT_REAL_PARTS</c>, or else the one that the script uses.</summary>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("SEGMENT_REAL_PARTS") is { Length: > 0 } folder) return folder;
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
                ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "segment-operator", "real-parts");
        }
    }

    /// <summary>The path of a program: <c>cosign2</c>, <c>cosign3</c>, <c>docker-registry</c>, <c>oras</c>, <c>kubectl-1.36</c>.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says how to get it.</exception>
    public static string Find(string program)
    {
        var path = Path.Combine(Folder, "bin", program);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException(
                $"the real {program} is not in {Folder}: run .ci/install-real-parts, or set SEGMENT_SKIP_REAL_PARTS=1 to do without it");
    }
}
