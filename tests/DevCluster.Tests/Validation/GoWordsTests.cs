using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Validation.BuiltIn;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Tests.Validation;

/// <summary>Texts that a Go program writes by itself: diffs, structs, and what is wrong with a pattern.</summary>
public sealed class GoWordsTests
{
    [Theory]
    [InlineData("[", "missing closing ]: `[`")]
    [InlineData("a(b", "missing closing ): `a(b`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("\\y", "invalid escape sequence: `\\y`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    public void A_pattern_that_is_none_says_why(string pattern, string expected) =>
        Assert.Equal("error parsing regexp: " + expected, GoRegexErrors.Of(pattern));

    [Fact]
    public void A_struct_has_all_its_fields_by_Gos_names()
    {
        var security = PodLayout.Of(new JsonObject { ["runAsUser"] = 5, ["privileged"] = true }, "SecurityContext");
        Assert.Equal("""{"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":5,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":null,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}""",
            GoText.StructJson(security));
        var spec = PodLayout.Of(new JsonObject { ["hostNetwork"] = true, ["securityContext"] = new JsonObject() }, "PodSpec");
        Assert.True(spec["SecurityContext"]!["HostNetwork"]!.GetValue<bool>());
    }

    [Fact]
    public void A_diff_shows_three_lines_around_a_change()
    {
        var old = new JsonObject { ["A"] = 1, ["B"] = null, ["C"] = new JsonArray(), ["D"] = "x", ["E"] = new JsonArray("y") };
        var now = (JsonObject)old.DeepClone();
        now["E"]![0] = "<z>";
        Assert.Equal("@@ -4,6 +4,6 @@\n  \"C\": [],\n  \"D\": \"x\",\n  \"E\": [\n-  \"y\"\n+  \"\\u003cz\\u003e\"\n  ]\n }\n", UnifiedDiff.Of(old, now));
        Assert.Equal("", UnifiedDiff.Of(old, old));
    }
}
