using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>An in-toto statement: something said about subjects, which are named by their digests.</summary>
/// <param name="PredicateType">What kind of thing is said.</param>
/// <param name="Subjects">The digests that it is said about, as <c>algorithm:hex</c>.</param>
internal sealed record InTotoStatement(string PredicateType, IReadOnlyList<string> Subjects)
{
    /// <summary>The predicate type of a signature. A statement of any other type is an attestation.</summary>
    public const string SignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    private const int MostSubjects = 1024;

    public bool IsSignature => string.Equals(PredicateType, SignaturePredicate, StringComparison.Ordinal);

    public bool IsAbout(Digest digest) => Subjects.Contains(digest.ToString(), StringComparer.Ordinal);

    public static InTotoStatement Read(ReadOnlyMemory<byte> payload) => StrictJson.Read(payload, "the statement", root =>
    {
        if (root.Text("_type") is not ("https://in-toto.io/Statement/v1" or "https://in-toto.io/Statement/v0.1"))
            throw new MalformedException("the statement's _type is not in-toto's");
        var subjects = new List<string>();
        foreach (var subject in root.Array("subject").EnumerateArray())
        {
            foreach (var digest in subject.Object("digest").EnumerateObject()) subjects.Add($"{digest.Name}:{digest.Value.GetString()}");
            if (subjects.Count > MostSubjects) throw new MalformedException($"the statement has more than {MostSubjects} subjects");
        }

        return new InTotoStatement(root.Text("predicateType"), subjects);
    });
}
