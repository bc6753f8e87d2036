using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary><c>jsonpatch.escapeKey</c>: a key as a step of a JSON pointer.</summary>
internal sealed class JsonPatchLibrary : CelLibrary
{
    public override IEnumerable<CelFunction> Functions =>
    [
        new("jsonpatch.escapeKey", CelOverload.Global("string_jsonpatch_escapeKey_string", CelType.String, CelType.String,
            key => CelValue.Of(key.AsString().Replace("~", "~0").Replace("/", "~1")))),
    ];
}
