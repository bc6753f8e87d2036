using System.Globalization;

namespace SegmentOperator.Generator.Images;

/// <summary>What an image consists of.</summary>
/// <param name="File">The archive to write.</param>
/// <param name="Name">The name with tag that podman and containerd give it.</param>
/// <param name="Roots">Directories, one for each layer, lowest first.</param>
/// <param name="Entrypoint">The program, as a path in the image.</param>
/// <param name="Created">Stands in the image and on every file, so that the same input gives the same digest.</param>
internal sealed record ImageSpec(string File, string Name, IReadOnlyList<string> Roots, string Entrypoint, DateTimeOffset Created)
{
    /// <exception cref="UsageException">An option is missing or wrong.</exception>
    public static ImageSpec From(Options options)
    {
        var roots = options.All("root").ToList();
        var created = options.All("created").LastOrDefault() ?? "1970-01-01T00:00:00Z";
        if (roots.Count == 0 || roots.Find(root => !Directory.Exists(root)) is not null)
            throw new UsageException("image needs --root with a directory that exists, once for each layer.");
        if (!DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new UsageException($"--created {created} is no time; write one like 2026-01-31T12:00:00Z.");
        return new ImageSpec(options.One("out"), options.One("name"), roots, options.One("entrypoint"), time.ToUniversalTime());
    }
}
