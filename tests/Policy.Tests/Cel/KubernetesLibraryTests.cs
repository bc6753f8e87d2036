using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>The functions that a kube-apiserver adds to the language; each expression must hold there too.</summary>
public sealed class KubernetesLibraryTests
{
    [Theory]
    [InlineData("[1, 2, 2, 3].isSorted()")]
    [InlineData("!['b', 'a'].isSorted()")]
    [InlineData("[1, 3].sum() == 4")]
    [InlineData("[1.5, 2.5].sum() == 4.0")]
    [InlineData("[duration('1m'), duration('1s')].sum() == duration('61s')")]
    [InlineData("[1, 3, 2].max() == 3")]
    [InlineData("['b', 'a'].min() == 'a'")]
    [InlineData("[1, 2, 2].indexOf(2) == 1")]
    [InlineData("[1, 2, 2].lastIndexOf(2) == 2")]
    [InlineData("[1].indexOf(5) == -1")]
    [InlineData("'abc'.indexOf('z', 30) == -1")]
    public void Lists(string expression) => Holds(expression);

    [Theory]
    [InlineData("quantity('1.5Gi').compareTo(quantity('1536Mi')) == 0")]
    [InlineData("quantity('1500m') == quantity('1.5')")]
    [InlineData("quantity('2e3').asInteger() == 2000")]
    [InlineData("!quantity('50m').isInteger()")]
    [InlineData("quantity('50k').isInteger()")]
    [InlineData("quantity('50m').asApproximateFloat() == 0.05")]
    [InlineData("quantity('100Mi').isLessThan(quantity('1Gi'))")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('100Mi'))")]
    [InlineData("quantity('50k').add(20) == quantity('50020')")]
    [InlineData("quantity('50k').sub(quantity('20')) == quantity('49980')")]
    [InlineData("sign(quantity('-1')) == -1")]
    [InlineData("isQuantity('+0.5') && isQuantity('.5') && isQuantity('5.')")]
    [InlineData("!isQuantity('three') && !isQuantity('5KI') && !isQuantity('') && !isQuantity('1 Gi') && !isQuantity('1K') && !isQuantity('1e') && !isQuantity('1.2.3') && !isQuantity('1e3k')")]
    [InlineData("quantity('0') == quantity('.') && quantity('+') == quantity('-') && quantity('e3') == quantity('0') && isQuantity('.Ki') && isQuantity('k')")]
    [InlineData("!quantity('1.0').isInteger() && !quantity('1000m').isInteger() && !quantity('1.5Gi').isInteger() && !quantity('1Ei').isInteger() && !quantity('100Ti').isInteger()")]
    [InlineData("!quantity('9223372036854775807').isInteger() && quantity('123456789012345678').isInteger() && quantity('9E').isInteger() && !quantity('10E').isInteger() && !quantity('1e400').isInteger()")]
    [InlineData("quantity('12345678901Ki').isInteger() && !quantity('123456789012Ki').isInteger() && quantity('9999Gi').isInteger() && !quantity('999999999Gi').isInteger()")]
    [InlineData("!quantity('0.5').add(quantity('0.5')).isInteger() && !quantity('0').add(quantity('1000m')).isInteger() && quantity('1k').add(1).asInteger() == 1001")]
    [InlineData("quantity('1e30').isLessThan(quantity('1e31')) && quantity('9223372036854775807').add(1) == quantity('9223372036854775808')")]
    [InlineData("quantity('1e20').asApproximateFloat() == 1e20 && quantity('-1.5Gi').asApproximateFloat() == -1610612736.0 && quantity('1Ei').asApproximateFloat() == 1152921504606846976.0")]
    [InlineData("quantity('0.1n') == quantity('1n') && quantity('1e-20') == quantity('1n') && quantity('-0.1n') == quantity('-1n') && quantity('1.1Ki') == quantity('1126400m')")]
    [InlineData("quantity('1') in [quantity('1000m')] && quantity('0').compareTo(quantity('1')) == -1")]
    [InlineData("type(quantity('1')) == kubernetes.Quantity")]
    public void Quantities(string expression) => Holds(expression);

    [Theory]
    [InlineData("ip('127.0.0.1').family() == 4 && ip('::1').family() == 6")]
    [InlineData("isIP('192.168.0.1') && !isIP('192.168.0.256') && !isIP('192.168.00.1') && !isIP('1') && !isIP('')")]
    [InlineData("!isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && !isIP('[::1]') && !isIP('1::2::3') && !isIP('::1/64')")]
    [InlineData("ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && !ip.isCanonical('2001:db8::0:0:0:abcd')")]
    [InlineData("string(ip('2001:0db8:0000:0000:0001:0000:0000:0001')) == '2001:db8::1:0:0:1'")]
    [InlineData("string(ip('0:0:0:0:0:0:102:304')) == '::102:304'")]
    [InlineData("ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified()")]
    [InlineData("ip('127.1.2.3').isLoopback() && ip('::1').isLoopback()")]
    [InlineData("ip('224.0.0.1').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast()")]
    [InlineData("ip('169.254.169.254').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast()")]
    [InlineData("ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && !ip('224.0.0.1').isGlobalUnicast()")]
    [InlineData("ip('127.0.0.1') == ip('127.0.0.1') && type(ip('::1')) == net.IP")]
    [InlineData("cidr('192.168.0.0/24').containsIP('192.168.0.1') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))")]
    [InlineData("!cidr('0.0.0.0/0').containsIP('::1') && cidr('::/0').containsIP('::1')")]
    [InlineData("cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.0.0/24').containsCIDR(cidr('192.168.0.0/23'))")]
    [InlineData("cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24') && cidr('192.168.1.5/24').ip() == ip('192.168.1.5')")]
    [InlineData("cidr('2001:db8::/32').prefixLength() == 32 && string(cidr('10.0.0.0/8')) == '10.0.0.0/8'")]
    [InlineData("!isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0/-1') && isCIDR('10.0.0.1/8')")]
    public void Addresses(string expression) => Holds(expression);

    [Theory]
    [InlineData("url('https://user:pw@example.com:80/a%20b/c?d=e&d=f#g').getHost() == 'example.com:80'")]
    [InlineData("url('https://example.com:80/').getHostname() == 'example.com' && url('https://example.com:80/').getPort() == '80'")]
    [InlineData("url('https://[::1]:80/').getHost() == '[::1]:80' && url('https://[::1]:80/').getHostname() == '::1'")]
    [InlineData("url('https://example.com').getPort() == '' && url('HTTPS://example.com').getScheme() == 'https'")]
    [InlineData("url('https://example.com/with space/').getEscapedPath() == '/with%20space/'")]
    [InlineData("url('https://example.com/a%2Fb').getEscapedPath() == '/a%2Fb'")]
    [InlineData("url('https://example.com/?k1=a&k2=b&k2=c&k3&k4=a%20b+c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c'], 'k3': [''], 'k4': ['a b c']}")]
    [InlineData("url('/absolute/path').getEscapedPath() == '/absolute/path' && url('/p').getScheme() == ''")]
    [InlineData("isURL('https://example.com') && isURL('/path') && !isURL('../relative') && !isURL('') && !isURL('https://a b.com/')")]
    [InlineData("isURL('*') && url('*').getEscapedPath() == '*' && isURL('http://x?\\u0080') && isURL('http:') && isURL('http:///x')")]
    [InlineData("!isURL('http://exa%6Dple.com/') && isURL('http://exa%C3%A9mple.com/') && isURL('http://exa%25mple.com/') && !isURL('http://a%20b/') && url('http://exa%C3%A9mple.com/').getHost() == 'exa\u00e9mple.com'")]
    [InlineData("url('https://[fe80::1%25en0]/').getHostname() == 'fe80::1%en0' && url('http://[fe80::1%25e%20n0]:8/').getHost() == '[fe80::1%e n0]:8' && !isURL('http://[fe80::1%en0]/')")]
    [InlineData("!isURL('http://[abc]/') && !isURL('http://[1.2.3.4]/') && !isURL('http://[::1') && !isURL('http://[::1]a/') && !isURL('http://us%zzer@x/') && !isURL('http://x:-1/')")]
    [InlineData("!isURL('/x#%zz') && !isURL('http://x#frag ment') && url('https://example.com/p?q=1#f').getEscapedPath() == '/p' && url('http://x/?q=1#f').getQuery() == {'q': ['1#f']}")]
    [InlineData("url('https://example.com/a[b]').getEscapedPath() == '/a[b]' || url('https://example.com/a[b]').getEscapedPath() == '/a%5Bb%5D'")]
    [InlineData("!isURL('https://example.com:port/') && !isURL('https://example.com/%zz') && isURL('mailto:a@example.com')")]
    public void Urls(string expression) => Holds(expression);

    [Theory]
    [InlineData("semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3")]
    [InlineData("semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta')) && semver('1.0.0-rc.1').isLessThan(semver('1.0.0'))")]
    [InlineData("semver('1.0.0-2').isLessThan(semver('1.0.0-10')) && semver('1.0.0-alpha').isLessThan(semver('1.0.0-alpha.1'))")]
    [InlineData("semver('1.0.0+a') == semver('1.0.0+b') && semver('2.0.0').compareTo(semver('10.0.0')) == -1")]
    [InlineData("!isSemver('v1.0') && !isSemver('1.0') && !isSemver('01.0.0') && !isSemver('1.0.0-01') && !isSemver('') && !isSemver('1.0.0-')")]
    [InlineData("isSemver('v1.0', true) && semver('v01.01', true) == semver('1.1.0') && !isSemver('1.0-rc', true)")]
    public void Versions(string expression) => Holds(expression);

    [Theory]
    [InlineData("!format.dns1123Label().validate('my-label').hasValue()")]
    [InlineData("format.dns1123Label().validate('My_Label').value()[0].startsWith('a lowercase RFC 1123 label must consist of')")]
    [InlineData("format.dns1123Label().validate('my-').hasValue() && !format.dns1123LabelPrefix().validate('my-').hasValue()")]
    [InlineData("!format.dns1123Subdomain().validate('apiextensions.k8s.io').hasValue()")]
    [InlineData("format.dns1035Label().validate('1abc').hasValue()")]
    [InlineData("!format.qualifiedName().validate('apps.example.com/name').hasValue() && format.qualifiedName().validate('a/b/c').hasValue()")]
    [InlineData("!format.labelValue().validate('').hasValue() && format.labelValue().validate('-').hasValue()")]
    [InlineData("!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue() && format.uuid().validate('123').hasValue()")]
    [InlineData("!format.date().validate('2024-02-29').hasValue() && format.date().validate('2023-02-29').hasValue()")]
    [InlineData("!format.datetime().validate('2024-02-29T12:00:00Z').hasValue() && !format.byte().validate('aGVsbG8=').hasValue()")]
    [InlineData("!format.datetime().validate('2021-01-01t00:00:00z').hasValue() && !format.datetime().validate('2021-01-01T00:00:00.123456789123Z').hasValue() && !format.datetime().validate('0000-01-01T00:00:00Z').hasValue()")]
    [InlineData("!format.datetime().validate('2021-01-01T00:00:00+25:00').hasValue() && !format.datetime().validate('2021-01-01T00:00:00x123Z').hasValue() && format.datetime().validate('2021-01-01 00:00:00Z').hasValue()")]
    [InlineData("format.datetime().validate('2021-01-01T24:00:00Z').value() == ['invalid datetime'] && format.datetime().validate('2021-01-01T23:59:60Z').hasValue() && format.datetime().validate('2021-02-30T00:00:00Z').hasValue()")]
    [InlineData("!format.date().validate('0000-01-01').hasValue() && format.date().validate('10000-01-01').hasValue() && format.date().validate('2021-1-1').value() == ['invalid date']")]
    [InlineData("format.dns1123Label() == format.dns1123Label() && format.dns1123Label() != format.uri()")]
    [InlineData("format.uuid().validate('x').value() == ['does not match the UUID format'] && format.byte().validate('!').value() == ['invalid base64'] && format.byte().validate('').hasValue()")]
    [InlineData("format.qualifiedName().validate('/b').value().size() == 1 && format.qualifiedName().validate('').value().size() == 2 && format.labelValue().validate('a b').hasValue()")]
    [InlineData("format.uri().validate('x').value() == ['parse \"x\": invalid URI for request'] || format.uri().validate('x').hasValue()")]
    [InlineData("format.named('dns1123Label').hasValue() && !format.named('nonsense').hasValue()")]
    public void Formats(string expression) => Holds(expression);

    /// <summary>What a kube-apiserver 1.36 answered to the same expressions.</summary>
    [Theory]
    [InlineData("'%s %d'.format(['a', 1]) == 'a 1' && '%s %s'.format([{'a': 1}, [1, 2]]) == '{\"a\":1} [1, 2]'")]
    [InlineData("'%s'.format([['a']]) == '[\"a\"]' && '%s'.format([[{'k': 'v'}]]) == '[{\"k\":\"v\"}]'")]
    [InlineData("'%s'.format([1e21]) == '1e+21' && '%s'.format([0.000001]) == '1e-06' && '%s'.format([1.0 / 0.0]) == '+Inf' && '%s'.format([1.0]) == '1'")]
    [InlineData("'%f'.format([3.5]) == '3.500000' && '%f'.format(['NaN']) == 'NaN' && '%.0f'.format([2.5]) == '2' && '%.999f'.format([1.0]) != ''")]
    [InlineData("'%x'.format([-255]) == '-ff' && '%X'.format(['hi\u00e9']) == '6869C3A9' && '%b'.format([-5]) == '-101' && '%o'.format([-8]) == '-10'")]
    [InlineData("type(1) == int && type(quantity('1')) == kubernetes.Quantity && type(timestamp(0)) == google.protobuf.Timestamp")]
    [InlineData("'1 2 3'.findAll('[0-9]', 2) == ['1', '2'] && '1 2 3'.findAll('[0-9]', 0) == [] && 'aaa'.findAll('') == ['', '', '', ''] && 'baab'.findAll('a*') == ['', 'aa', '']")]
    [InlineData("'abc 123'.find('[0-9]+') == '123' && 'abc'.find('[0-9]+') == '' && !'\u00a0'.matches('\\\\s') && !'\u00e9'.matches('^\\\\w$')")]
    public void Texts(string expression) => Holds(expression);

    [Theory]
    [InlineData("'%f'.format([dyn(1)]) == ''", "fixed-point clause can only be used on doubles, was given int")]
    [InlineData("'%d'.format([dyn(1.5)]) == ''", "decimal clause can only be used on integers, was given double")]
    [InlineData("quantity('1000m').asInteger() == 1", "cannot convert value to integer")]
    [InlineData("quantity('three') == quantity('3')", "quantities must match the regular expression")]
    [InlineData("ip('bogus').family() == 4", "bogus")]
    [InlineData("cidr('10.0.0.0/33').prefixLength() == 33", "10.0.0.0/33")]
    [InlineData("cidr('10.0.0.0/8').containsIP('bogus')", "bogus")]
    [InlineData("url('x').getHost() == ''", "invalid URI for request")]
    [InlineData("semver('1').major() == 1", "No Major.Minor.Patch elements found")]
    [InlineData("'abc'.find(dyn('(')) == ''", "missing closing )")]
    [InlineData("format.named('x').value().validate('a').hasValue()", "optional.none() dereference")]
    [InlineData("[].max() == 0", "max called on empty list")]
    public void What_cannot_be_said_is_an_error_with_the_reason(string expression, string why)
    {
        var value = Cel.Evaluate(CelEnvironment.Kubernetes, expression);
        Assert.Equal(CelKind.Error, value.Kind);
        Assert.Contains(why, value.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("math.greatest(1, 2) == 2")]
    [InlineData("base64.encode(b'a') == 'YQ=='")]
    [InlineData("cel.bind(x, 1, x == 1)")]
    [InlineData("'abc'.reverse() == 'cba'")]
    [InlineData("[1, 'a'].size() == 2")]
    public void What_a_kube_apiserver_does_not_have_does_not_compile_there(string expression)
    {
        Assert.False(CelEnvironment.Kubernetes.TryCompile(expression).Succeeded);
        Assert.Equal(CelValue.True, Cel.Evaluate(CelEnvironment.Policy, expression));
    }

    private static void Holds(string expression) => Assert.Equal(CelValue.True, Cel.Evaluate(CelEnvironment.Kubernetes, expression));
}
