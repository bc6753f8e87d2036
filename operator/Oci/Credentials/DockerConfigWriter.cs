using System.Text;
using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>Writes a docker configuration that opens some repositories and nothing else.</summary>
public static class DockerConfigWriter
{
    /// <summary>A <c>config.json</c> with an entry for each repository; null when no repository needs a credential.</summary>
    public static byte[]? Write(IEnumerable<KeyValuePair<RepositoryReference, RegistryCredential>> credentials)
    {
        var buffer = new MemoryStream();
        var any = false;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("auths");
            foreach (var (repository, credential) in credentials)
            {
                any = true;
                json.WriteStartObject(repository.ToString());
                if (credential.IdentityToken is { } token) json.WriteString("identitytoken", token);
                else json.WriteString("auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return any ? buffer.ToArray() : null;
    }
}
