using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Tests.RunContract;

public sealed class ResultTests
{
    [Fact]
    public void Any_result_fits_into_a_termination_message_and_comes_back()
    {
        Prop.ForAll<NonNull<string>, int>((text, count) =>
        {
            var failures = Enumerable.Range(0, Math.Abs(count % 500))
                .Select(i => new RunFailure("CustomField", $"Invoice__c.F{i}", text.Get, "objects/Invoice__c.object", i)).ToList();
            var result = new RunResult
            {
                Reason = RunReasons.DeploymentRefused,
                Message = string.Concat(Enumerable.Repeat(text.Get, 50)),
                TargetState = RunTargetState.Unchanged,
                Failures = failures,
            };

            var message = result.ToTerminationMessage();

            return message.Length <= RunPaths.MaxTerminationMessageBytes
                && RunResult.TryParse(Encoding.UTF8.GetString(message), out var read)
                && read!.Failures.Count + read.FailuresOmitted == failures.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("out of memory")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"reason":"Succeeded"}""")]
    public void What_is_no_result_is_not_taken_for_one(string? message) => Assert.False(RunResult.TryParse(message, out _));

    [Fact]
    public void Every_reason_has_an_exit_code_of_its_own_and_back()
    {
        var reasons = typeof(RunReasons).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToList();

        Assert.Equal(reasons.Count, reasons.Select(RunReasons.ToExitCode).Distinct().Count());
        Assert.All(reasons, r => Assert.Equal(r, RunReasons.FromExitCode(RunReasons.ToExitCode(r))));
        Assert.Null(RunReasons.FromExitCode(137));
    }
}
