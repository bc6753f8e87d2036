using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Oci.Tests;

public sealed class ReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36")]
    [InlineData("grafana/grafana", "docker.io/grafana/grafana:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest")]
    [InlineData("index.docker.io/a/b:1", "docker.io/a/b:1")]
    [InlineData("registry.example.com/sf/finance/revenue:1.4.2", "registry.example.com/sf/finance/revenue:1.4.2")]
    [InlineData("localhost/a", "localhost/a:latest")]
    [InlineData("localhost:5000/a:b", "localhost:5000/a:b")]
    [InlineData("127.0.0.1:5000/a__b/c-d.e:_x", "127.0.0.1:5000/a__b/c-d.e:_x")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a:latest")]
    [InlineData("Registry.Example.COM/a", "registry.example.com/a:latest")]
    [InlineData("a/b@sha256:" + Hex, "docker.io/a/b@sha256:" + Hex)]
    [InlineData("host.example/a:1@sha256:" + Hex, "host.example/a:1@sha256:" + Hex)]
    [InlineData("host.example/a---b", "host.example/a---b:latest")]
    public void A_reference_is_read_as_clients_read_it(string text, string full) =>
        Assert.Equal(full, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("https://registry.example.com/a", "no scheme")]
    [InlineData("registry.example.com/", "name is missing")]
    [InlineData("registry.example.com/A/b", "upper-case")]
    [InlineData("registry.example.com//b", "empty part between its slashes")]
    [InlineData("registry.example.com/a___b", "'a___b'")]
    [InlineData("registry.example.com/a..b", "'a..b'")]
    [InlineData("registry.example.com/-a", "'-a'")]
    [InlineData("registry.example.com/a-", "'a-'")]
    [InlineData("registry.example.com/a._b", "'a._b'")]
    [InlineData("registry.example.com/a:", "the tag behind ':' is empty")]
    [InlineData("registry.example.com/a:.x", "starts with '.'")]
    [InlineData("registry.example.com/a:x+y", "'+'")]
    [InlineData("registry.example.com/a@sha256:abc", "64 hexadecimal digits")]
    [InlineData("registry.example.com/a@md5:abc", "not supported")]
    [InlineData("registry.example.com/a@" + Hex, "no algorithm")]
    [InlineData("registry.example.com:0/a", "port")]
    [InlineData("registry.example.com:99999/a", "port")]
    [InlineData("registry.example.com:x/a", "port")]
    [InlineData("registry..example/a", "empty part between its dots")]
    [InlineData("-registry.example/a", "starts or ends with '-'")]
    [InlineData("regis_try.example/a", "no host name")]
    [InlineData("[::1/a", "IPv6")]
    [InlineData("a b", "use lower-case letters")]
    [InlineData("../../etc/passwd", "registry")]
    public void A_malformed_reference_is_answered_with_what_is_wrong(string text, string why)
    {
        Assert.False(ImageReference.TryParse(text, out _, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ImageReference.Parse(text));
    }

    [Fact]
    public void Names_and_tags_are_as_long_as_the_specification_allows()
    {
        Assert.True(ImageReference.TryParse("h.example/" + new string('a', 255) + ":" + new string('t', 128), out _, out _));
        Assert.False(ImageReference.TryParse("h.example/" + new string('a', 256), out _, out _));
        Assert.False(ImageReference.TryParse("h.example/a:" + new string('t', 129), out _, out _));
        Assert.False(ImageReference.TryParse(new string('a', 100_000), out _, out var error));
        Assert.True(error.Length < 400);
    }

    [Fact]
    public void Any_text_is_either_a_reference_that_reads_back_the_same_or_an_error_on_one_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            ImageReference.TryParse(text, out var reference, out var error)
                ? ImageReference.Parse(reference.ToString()) == reference
                : error.Length is > 0 and < 400 && !error.Any(char.IsControl)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reference_with_one_character_changed_never_breaks_the_parser() =>
        Prop.ForAll(
            Gen.Choose(0, 90).SelectMany(at => Gen.Choose(0, 0x250).Select(c => (at, (char)c))).ToArbitrary(),
            change =>
            {
                var text = ("registry.example.com:5000/sf/finance:1.4.2@sha256:" + Hex).ToCharArray();
                text[change.at] = change.Item2;
                return !ImageReference.TryParse(new string(text), out var reference, out _)
                    || ImageReference.Parse(reference.ToString()) == reference;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("registry.example.com/a/b", true)]
    [InlineData("registry.example.com:5000/a/b", true)]
    [InlineData("registry.example.com/a/b:1", false)]
    [InlineData("registry.example.com/a/b@sha256:" + Hex, false)]
    public void A_repository_has_neither_tag_nor_digest(string text, bool good)
    {
        if (good) Assert.Equal(text, RepositoryReference.Parse(text).ToString());
        else Assert.Throws<FormatException>(() => RepositoryReference.Parse(text));
    }
}
