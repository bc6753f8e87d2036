namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>The answer. What is no exit code of ours, 2, is a usage error.</summary>
internal static class ExitCode
{
    public const int Verified = 0;
    public const int Refused = 1;
    public const int CouldNotCheck = 3;
}
