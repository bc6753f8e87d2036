using System.Formats.Asn1;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>What Fulcio writes into a certificate about who asked for it.</summary>
internal static class FulcioExtensions
{
    // By the number behind 1.3.6.1.4.1.57264.1. Up to 6 the value is the bare text, from 8 on it is a UTF8String in DER.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["githubWorkflowTrigger"] = 2,
        ["githubWorkflowSHA"] = 3,
        ["githubWorkflowName"] = 4,
        ["githubWorkflowRepository"] = 5,
        ["githubWorkflowRef"] = 6,
        ["issuer"] = 8,
        ["buildSignerURI"] = 9,
        ["buildSignerDigest"] = 10,
        ["runnerEnvironment"] = 11,
        ["sourceRepositoryURI"] = 12,
        ["sourceRepositoryDigest"] = 13,
        ["sourceRepositoryRef"] = 14,
        ["sourceRepositoryIdentifier"] = 15,
        ["sourceRepositoryOwnerURI"] = 16,
        ["sourceRepositoryOwnerIdentifier"] = 17,
        ["buildConfigURI"] = 18,
        ["buildConfigDigest"] = 19,
        ["buildTrigger"] = 20,
        ["runInvocationURI"] = 21,
        ["sourceRepositoryVisibilityAtSigning"] = 22,
        ["deploymentEnvironment"] = 23,
    };

    private const int LastBareText = 6;

    public static IEnumerable<string> Names => Numbers.Keys;

    /// <summary>
    /// The object identifier of an extension by Fulcio's name in lower camel case, or by its own number; null for no such name.
    /// </summary>
    public static string? Oid(string name) =>
        Numbers.TryGetValue(name, out var number) ? Oids.Fulcio + number
        : name.StartsWith(Oids.Fulcio, StringComparison.Ordinal) && name.Length > Oids.Fulcio.Length
            && name.AsSpan(Oids.Fulcio.Length).IndexOfAnyExceptInRange('0', '9') < 0 ? name : null;

    /// <summary>An extension's value; null where the certificate has none.</summary>
    /// <exception cref="MalformedException">It is not encoded as Fulcio does.</exception>
    public static string? Read(Certificate certificate, string oid)
    {
        if (certificate.Find(oid) is not { } extension) return null;
        var number = int.TryParse(oid.AsSpan(Oids.Fulcio.Length), out var parsed) ? parsed : int.MaxValue;
        try
        {
            if (number <= LastBareText) return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(extension.Value.Span);
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            var text = reader.ReadCharacterString(UniversalTagNumber.UTF8String);
            reader.ThrowIfNotEmpty();
            return text;
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            throw new MalformedException($"the certificate's extension {oid} is not a text", e);
        }
    }

    /// <summary>All that there is, by name; what is not encoded as Fulcio does is left out.</summary>
    public static IReadOnlyDictionary<string, string> All(Certificate certificate)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, number) in Numbers)
        {
            try
            {
                if (Read(certificate, Oids.Fulcio + number) is { } value) all[name] = value;
            }
            catch (MalformedException)
            {
                // Nobody demanded it, or the certificate would not have come this far.
            }
        }

        return all;
    }

    /// <summary>Who authenticated the signer; null where the certificate does not say.</summary>
    public static string? Issuer(Certificate certificate)
    {
        var (old, current) = (Read(certificate, Oids.FulcioIssuer), Read(certificate, Oids.FulcioIssuerV2));
        return old is null || current is null || old == current
            ? current ?? old : throw new MalformedException("the certificate names two different issuers");
    }
}
