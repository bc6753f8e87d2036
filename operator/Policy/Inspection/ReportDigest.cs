using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Policy.Inspection;

/// <summary>One hash over all that a report says.</summary>
internal static class ReportDigest
{
    public static string Of(InspectionReport report)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(params object?[] parts)
        {
            foreach (var part in parts)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(part?.ToString() ?? ""));
                hash.AppendData([0]);
            }
        }

        Add("inspection/1", report.Form, report.HasBaseline);
        foreach (var component in report.Components)
            Add("c", component.Type, component.Name, component.Change, component.Digest);
        foreach (var grant in report.Grants)
            Add("g", grant.Target, grant.By);
        foreach (var disagreement in report.Disagreements)
            Add("d", disagreement);
        foreach (var finding in report.Findings)
            Add("f", finding.Id, finding.Severity, finding.Component, finding.File, finding.Line, finding.Message);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
