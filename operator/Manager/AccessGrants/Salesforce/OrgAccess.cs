using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Runs.Salesforce;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>Opens sessions with a segment's org as the segment's own integration user, and closes each when its work is done.</summary>
internal sealed class OrgAccess(OrgTrust trust, SalesforceTokenClient tokens, IKubernetesClient client, ManagerOptions options, TimeProvider clock)
{
    public async Task<T> UseAsync<T>(SalesforceTarget org, Func<OrgSession, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var authorities = await trust.ReadAsync(org, cancellationToken);
            var login = new SalesforceLogin(new Uri(org.LoginUrl), org.ClientId, org.Username, org.Audience, authorities);
            using var key = PrivateKey.Import(await ReadKeyAsync(org.PrivateKeySecretRef, cancellationToken), $"Secret {options.Namespace}/{org.PrivateKeySecretRef.Name}, entry {org.PrivateKeySecretRef.Key},");
            var token = await tokens.MintAsync(login, key, cancellationToken);
            try
            {
                var wrong = org.InstanceUrl is { } expected && Uri.Compare(new Uri(expected), token.InstanceUrl, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0;
                return wrong
                    ? throw new GrantAccessException("WrongInstance", $"{login.LoginUrl.Host} issued a token for {token.InstanceUrl.Authority}, and spec.target.salesforce.instanceUrl is {org.InstanceUrl}.", isFinal: false)
                    : await work(new OrgSession(trust.ClientOf(authorities), token.InstanceUrl, org.ApiVersion, token.AccessToken, clock));
            }
            finally
            {
                await tokens.RevokeAsync(login.LoginUrl, authorities, token.AccessToken, cancellationToken);
            }
        }
        catch (CredentialException e)
        {
            throw new GrantAccessException(e.Reason, e.Message, isFinal: false, e);
        }
    }

    private async Task<string> ReadKeyAsync(KeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await client.FindAsync<Secret>(reference.Name, options.Namespace, cancellationToken);
        return secret?.Data?.GetValueOrDefault(reference.Key) is { } data
            ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : throw new GrantAccessException("PrivateKeyMissing", $"Secret {options.Namespace}/{reference.Name} has no entry {reference.Key}. Put the private key of the connected app's certificate there.", isFinal: false);
    }
}
