namespace SegmentOperator.Sigstore;

/// <summary>An in-toto statement: something said about subjects, which are named by their digests.</summary>
/// <param name="PredicateType">What kind of thing is said.</param>
/// <param name="Subjects">The digests that it is said about.</param>
/// <param name="Json">The statement as it was signed.</param>
internal sealed record InTotoStatement(string PredicateType, IReadOnlyList<SubjectDigest> Subjects, ReadOnlyMemory<byte> Json)
{
    /// <summary>The predicate type of a signature. A statement of any other type is an attestation.</summary>
    public const string SignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>The payload type of an envelope around a statement.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    private const int MostSubjects = 1024;
    private const int Largest = 16 * 1024 * 1024;

    public bool IsSignature => string.Equals(PredicateType, SignaturePredicate, StringComparison.Ordinal);

    public bool IsAbout(SubjectArtifact artifact)
    {
        foreach (var subject in Subjects)
        {
            if (artifact.HasDigest(subject.Algorithm, subject.Hex)) return true;
        }

        return false;
    }

    public static InTotoStatement Read(ReadOnlyMemory<byte> payload) => StrictJson.Read(payload, "the statement", Largest, root =>
    {
        if (root.Text("_type") is not ("https://in-toto.io/Statement/v1" or "https://in-toto.io/Statement/v0.1"))
            throw new MalformedException("the statement's _type is not in-toto's");
        var subjects = new List<SubjectDigest>();
        foreach (var subject in root.Array("subject", MostSubjects))
        {
            foreach (var (algorithm, hex) in subject.AsObject().Object("digest").Texts())
                subjects.Add(new SubjectDigest(algorithm, hex));
            if (subjects.Count > MostSubjects) throw new MalformedException($"the statement has more than {MostSubjects} subjects");
        }

        return new InTotoStatement(root.Text("predicateType"), subjects, payload);
    });

    /// <summary>The predicate's JSON; null where the statement has none.</summary>
    public byte[]? Predicate() => StrictJson.Read(Json, "the statement", Largest, root => root.Find("predicate")?.Raw());
}

/// <summary>A digest in a statement, as <c>sha256</c> and lower-case hexadecimal.</summary>
internal readonly record struct SubjectDigest(string Algorithm, string Hex);
