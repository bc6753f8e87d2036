using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>deployOptions, as REST and SOAP clients send them.</summary>
internal sealed record DeployOptions
{
    public bool CheckOnly { get; init; }

    public bool SinglePackage { get; init; }

    public bool RollbackOnError { get; init; } = true;

    public bool IgnoreWarnings { get; init; }

    public bool AllowMissingFiles { get; init; }

    public string? TestLevel { get; init; }

    public IReadOnlyList<string> RunTests { get; init; } = [];

    public bool Production { get; init; }

    public static DeployOptions From(Func<string, string?> value, IReadOnlyList<string> runTests, bool production)
    {
        var options = new DeployOptions
        {
            CheckOnly = IsTrue(value("checkOnly")),
            SinglePackage = IsTrue(value("singlePackage")),
            RollbackOnError = value("rollbackOnError") is not { } rollback || IsTrue(rollback),
            IgnoreWarnings = IsTrue(value("ignoreWarnings")),
            AllowMissingFiles = IsTrue(value("allowMissingFiles")),
            TestLevel = value("testLevel") is { Length: > 0 } level ? level : null,
            RunTests = runTests,
            Production = production,
        };
        options.Validate();
        return options;
    }

    public string EffectiveTestLevel(PackageContent package) =>
        TestLevel ?? (Production && package.Components.Any(c => c.Type is "ApexClass" or "ApexTrigger") ? "RunLocalTests" : "NoTestRun");

    public JsonObject ToJson() => new()
    {
        ["allowMissingFiles"] = AllowMissingFiles,
        ["autoUpdatePackage"] = false,
        ["checkOnly"] = CheckOnly,
        ["ignoreWarnings"] = IgnoreWarnings,
        ["performRetrieve"] = false,
        ["purgeOnDelete"] = false,
        ["rollbackOnError"] = RollbackOnError,
        ["runTests"] = RunTests.Count == 0 ? null : new JsonArray([.. RunTests.Select(t => JsonValue.Create(t))]),
        ["singlePackage"] = SinglePackage,
        ["testLevel"] = TestLevel,
    };

    private void Validate()
    {
        if (TestLevel is not (null or "NoTestRun" or "RunSpecifiedTests" or "RunLocalTests" or "RunAllTestsInOrg"))
            throw new SalesforceException(400, "INVALID_TYPE", $"'{TestLevel}' is not a valid value for the type TestLevel");
        if (TestLevel == "NoTestRun" && Production)
            throw new SalesforceException(400, "INVALID_OPERATION", "testLevel of NoTestRun cannot be used in production organizations");
        if (RunTests.Count > 0 && TestLevel != "RunSpecifiedTests")
            throw new SalesforceException(400, "INVALID_OPERATION", "runTests can be used only with a testLevel of RunSpecifiedTests");
        if (TestLevel == "RunSpecifiedTests" && RunTests.Count == 0)
            throw new SalesforceException(400, "INVALID_OPERATION", "testLevel of RunSpecifiedTests requires runTests");
        if (Production && !RollbackOnError)
            throw new SalesforceException(400, "INVALID_OPERATION", "rollbackOnError must be true in production organizations");
    }

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
