using SegmentOperator.Archives;
using SegmentOperator.Policy.Inspection.Sources;

namespace SegmentOperator.Policy.Inspection;

/// <summary>Looks into a package. Nothing is written anywhere and nothing of it is run.</summary>
public static class PackageInspector
{
    /// <summary>Inspects a zip: a Metadata API package, a source format project, or plain files.</summary>
    /// <param name="zip">The zip; seekable, and read from its first byte to its last.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static InspectionOutcome InspectZip(Stream zip, InspectionOptions options, CancellationToken cancellationToken = default) => Guard(() =>
    {
        var source = new ZipSource(zip, options.Limits);
        if (!SalesforceInspector.Recognizes(source.Names))
            return new PlainInspector(source, options.Kubernetes, options.Baseline).Inspect(cancellationToken);
        using var inspector = new SalesforceInspector(source, options.Baseline);
        return inspector.Inspect(cancellationToken);
    });

    /// <summary>Inspects a gzipped tar: Kubernetes manifests, or plain files.</summary>
    /// <param name="tar">The packed bytes; seekable.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static InspectionOutcome InspectTar(Stream tar, InspectionOptions options, CancellationToken cancellationToken = default) =>
        Guard(() => new PlainInspector(new TarSource(tar, options.Limits), options.Kubernetes, options.Baseline).Inspect(cancellationToken));

    private static InspectionOutcome Guard(Func<InspectionReport> inspect)
    {
        try
        {
            return new InspectionOutcome.Inspected(inspect());
        }
        catch (PackageUnsafeException e)
        {
            return new InspectionOutcome.Refused("PackageUnsafe", $"The package is unsafe: {e.Message}.");
        }
    }
}
