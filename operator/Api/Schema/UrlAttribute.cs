namespace SegmentOperator.Api.Schema;

/// <summary>A URL spoken to with TLS; plain HTTP only on loopback.</summary>
public sealed class UrlAttribute : StringBoundsAttribute
{
    /// <summary>At most 512 characters.</summary>
    public UrlAttribute()
    {
        MaxLength = 512;
        Pattern = @"^(https://[^\s/]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?)(/[^\s]*)?$";
        Rule = @"self.startsWith('https://') || self.matches('^http://(127[.]0[.]0[.]1|localhost|\\[::1\\])(:[0-9]{1,5})?(/|$)')";
        Message = "must be an https:// URL (plain http:// only on loopback)";
    }
}
