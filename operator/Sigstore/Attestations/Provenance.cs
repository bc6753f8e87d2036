namespace SegmentOperator.Sigstore;

/// <summary>What SLSA provenance says about where an artifact was built.</summary>
/// <param name="Repository">The source repository's URL, without <c>git+</c> and reference; null where it does not say.</param>
/// <param name="Ref">The branch or tag: <c>refs/heads/main</c>.</param>
/// <param name="Revision">The commit.</param>
/// <param name="Builder">The builder's id.</param>
internal sealed record Provenance(string? Repository, string? Ref, string? Revision, string? Builder)
{
    public const string Version02 = "https://slsa.dev/provenance/v0.2";
    public const string Version1 = "https://slsa.dev/provenance/v1";
    private const int Largest = 16 * 1024 * 1024;
    private const int MostSources = 10_000;

    public static bool IsType(string? predicateType) => predicateType is Version02 or Version1;

    /// <summary>Reads a predicate.</summary>
    /// <exception cref="MalformedException">It is not what its type says.</exception>
    public static Provenance Read(string predicateType, ReadOnlyMemory<byte> predicate) => StrictJson.Read(
        predicate, "the provenance", Largest, root => predicateType == Version1 ? Read1(root) : Read02(root));

    private static Provenance Read02(JsonField root)
    {
        var builder = root.ObjectOrNull("builder")?.TextOrNull("id");
        var source = root.ObjectOrNull("invocation")?.ObjectOrNull("configSource") is { } config && config.Has("uri")
            ? Source.Read(config) : Source.Single(root.Array("materials", MostSources));
        return new Provenance(source?.Repository, source?.Ref, source?.Revision, builder);
    }

    // What the build was asked to do comes first: among the dependencies there may be other people's repositories.
    private static Provenance Read1(JsonField root)
    {
        var builder = root.ObjectOrNull("runDetails")?.ObjectOrNull("builder")?.TextOrNull("id");
        var definition = root.Object("buildDefinition");
        var dependencies = definition.Array("resolvedDependencies", MostSources);
        var named = definition.ObjectOrNull("externalParameters") is { } parameters ? Asked(parameters) : null;
        var source = named ?? Source.Single(dependencies);
        if (source is { Repository: not null, Revision: null })
            source = source with { Revision = Source.RevisionOf(dependencies, source) };
        return new Provenance(source?.Repository, source?.Ref, source?.Revision, builder);
    }

    private static Source? Asked(JsonField parameters)
    {
        if (parameters.IsObject("workflow"))
        {
            var workflow = parameters.Object("workflow");
            if (workflow.TextOrNull("repository") is { } repository)
                return Source.Parse(repository, null) with { Ref = workflow.TextOrNull("ref") };
        }

        if (parameters.IsObject("source")) return Source.Read(parameters.Object("source"));
        return parameters.IsText("source") ? Source.Parse(parameters.Text("source"), null) : null;
    }
}
