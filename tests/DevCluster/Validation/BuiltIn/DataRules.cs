using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Secrets and ConfigMaps: keys, size, the immutability that one can ask for.</summary>
internal abstract class DataRules : Rules
{
    protected const int SizeLimit = 1024 * 1024;

    protected static void Keys(List<FieldError> errors, JsonObject value, string map)
    {
        foreach (var (key, _) in Sorted(value, map))
            MetadataRules.Invalid(errors, map.Key(key), key, Names.ConfigKey(key));
    }

    protected static void Frozen(List<FieldError> errors, JsonObject value, JsonObject old, params string[] maps)
    {
        const string Detail = "field is immutable when `immutable` is set";
        if (!old.Flag("immutable"))
            return;
        if (!value.Flag("immutable"))
            errors.Add(Finding.Forbidden("immutable", Detail));
        errors.AddRange(maps.Where(m => !JsonValues.Same(value.Map(m), old.Map(m))).Select(m => Finding.Forbidden(m, Detail)));
    }

    /// <summary>The size of what a base64 text stands for.</summary>
    protected static long Decoded(string base64) => (base64.Length / 4 * 3L) - base64.AsSpan(Math.Max(0, base64.Length - 2)).Count('=');
}

/// <summary>ConfigMaps.</summary>
internal sealed class ConfigMaps : DataRules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        foreach (var (key, _) in Sorted(value, "data"))
        {
            MetadataRules.Invalid(errors, "data".Key(key), key, Names.ConfigKey(key));
            if (value.Map("binaryData").ContainsKey(key))
                errors.Add(Finding.Invalid("data".Key(key), key, "duplicate of key present in binaryData"));
        }

        Keys(errors, value, "binaryData");
        var size = value.Map("data").Sum(p => (long)Encoding.UTF8.GetByteCount(p.Value.Text() ?? ""))
            + value.Map("binaryData").Sum(p => Decoded(p.Value.Text() ?? ""));
        if (size > SizeLimit)
            errors.Add(new FieldError("FieldValueTooLong", "", $"Too long: may not be more than {SizeLimit} bytes"));
    }

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old) => Frozen(errors, value, old, "data", "binaryData");
}

/// <summary>Secrets.</summary>
internal sealed class Secrets : DataRules
{
    private const string AccountName = "kubernetes.io/service-account.name";

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        Keys(errors, value, "data");
        var data = value.Map("data");
        if (data.Sum(p => Decoded(p.Value.Text() ?? "")) > SizeLimit)
            errors.Add(Finding.TooLong("data", SizeLimit));
        switch (value.Str("type"))
        {
            case "kubernetes.io/service-account-token":
                if (value.Text("metadata", "annotations", AccountName) is null or "")
                    errors.Add(Finding.Required("metadata.annotations".Key(AccountName)));
                break;
            case "kubernetes.io/dockercfg":
                Json(errors, data, ".dockercfg");
                break;
            case "kubernetes.io/dockerconfigjson":
                Json(errors, data, ".dockerconfigjson");
                break;
            case "kubernetes.io/basic-auth" when !data.ContainsKey("username") && !data.ContainsKey("password"):
                errors.Add(Finding.Required("data[username]"));
                errors.Add(Finding.Required("data[password]"));
                break;
            case "kubernetes.io/ssh-auth" when data.Str("ssh-privatekey").Length == 0:
                errors.Add(Finding.Required("data[ssh-privatekey]"));
                break;
            case "kubernetes.io/tls":
                foreach (var key in new[] { "tls.crt", "tls.key" }.Where(k => !data.ContainsKey(k)))
                    errors.Add(Finding.Required("data".Key(key)));
                break;
        }
    }

    public override IEnumerable<string> Warnings(JsonObject value)
    {
        if (value.Str("type") != "kubernetes.io/tls")
            yield break;
        var (certificate, key) = (Pem(value, "tls.crt"), Pem(value, "tls.key"));
        if (!certificate.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            yield return "tls: failed to find any PEM data in certificate input";
        else if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            yield return "tls: failed to find any PEM data in key input";
    }

    private static string Pem(JsonObject secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(secret.Map("data").Str(key)));

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
        Immutable(errors, value["type"], old["type"], "type");
        Frozen(errors, value, old, "data");
    }

    private static void Json(List<FieldError> errors, JsonObject data, string key)
    {
        if (data.Text(key) is not { } base64)
        {
            errors.Add(Finding.Required("data".Key(key)));
            return;
        }

        var text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        if (GoJsonError(text) is { } wrong)
            errors.Add(Finding.Invalid("data".Key(key), "<secret contents redacted>", wrong));
    }

    /// <summary>What Go says of text that is no JSON object; null when it is one.</summary>
    private static string? GoJsonError(string text)
    {
        foreach (var literal in new[] { "null", "true", "false" })
        {
            if (text.Length == 0 || text[0] != literal[0] || text.StartsWith(literal, StringComparison.Ordinal))
                continue;
            var i = text.Zip(literal).TakeWhile(p => p.First == p.Second).Count();
            return i == text.Length ? "unexpected end of JSON input"
                : $"invalid character '{text[i]}' in literal {literal} (expecting '{literal[i]}')";
        }

        try
        {
            var node = JsonNode.Parse(text);
            var actual = node.TypeName() is "integer" ? "number" : node.TypeName() is "boolean" ? "bool" : node.TypeName();
            return node is null or JsonObject ? null : $"json: cannot unmarshal {actual} into Go value of type map[string]interface {{}}";
        }
        catch (JsonException)
        {
            var first = text.TrimStart();
            return first.Length == 0 ? "unexpected end of JSON input"
                : first[0] == '{' ? "invalid character in object"
                : $"invalid character '{(first[0] < ' ' ? $"\\x{(int)first[0]:x2}" : $"{first[0]}")}' looking for beginning of value";
        }
    }
}
