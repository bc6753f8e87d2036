using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Benchmarks;

/// <summary>What judging costs: compiling and evaluating rules, inspecting a large package, and deciding waiting requests again.</summary>
internal static class PolicyBenchmark
{
    private const int Waiting = 1000;
    private const int PackageFiles = 9_998;

    private static readonly string[] Conditions =
    [
        "package.components.exists(c, c.type == 'Profile')",
        "package.deleted > 5",
        "request.operation == 'Deploy' && segment.environment == 'Production' && !has(request.ticket)",
        "package.findings.exists(f, f.severity == 'High')",
        "requester.groups.exists(g, g == 'contractors')",
        "!window.open",
        "now.getDayOfWeek() == 5 && now.getHours() > 15",
        "has(provenance.repository) && !provenance.repository.startsWith('https://git.example/')",
        "history.failures > 3",
        "package.byType.exists(t, t == 'ConnectedApp')",
    ];

    public static Task RunAsync()
    {
        var policy = Policy();
        Measure("compile_segment", 300, () => CompiledPolicy.Compile(policy));
        var bare = policy with { Rules = [policy.Rules[0]] };
        Measure("compile_one_rule_and_the_operators", 300, () => CompiledPolicy.Compile(bare));
        var compiled = CompiledPolicy.Compile(policy);
        var inputs = Inputs(20);
        var risk = DecisionMaker.Decide(compiled, inputs).Risk;
        // The operator's own rules hold in every segment: what ten rules cost is what is more than those alone.
        var operators = CompiledPolicy.Compile(policy with { Rules = [] });
        Measure("evaluate_10_rules_and_the_operators", 100_000, () => DecisionMaker.Evaluate(compiled, inputs, risk));
        Measure("evaluate_the_operators_rules_alone", 100_000, () => DecisionMaker.Evaluate(operators, inputs, risk));
        Measure("decide_with_risk", 20_000, () => DecisionMaker.Decide(compiled, inputs));

        var started = TimeProvider.System.GetTimestamp();
        var changed = CompiledPolicy.Compile(policy with { Rules = [.. policy.Rules.Skip(1)] });
        for (var i = 0; i < Waiting; i++)
            DecisionMaker.Decide(changed, Inputs(20));
        Console.WriteLine($"decide_again_{Waiting}_requests_ms={TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0}");
        Inspect("small", WritePackage);
        Inspect("400_mb", WriteLargePackage);
        return Task.CompletedTask;
    }

    private static SegmentPolicy Policy() => new()
    {
        Segment = "finance",
        Rules = [.. Conditions.Select((when, index) => new RuleDefinition($"rule-{index}", RuleDefinition.SegmentSource, when, Verdict.Warn, [], null, EnforcementMode.Enforce, null))],
    };

    private static DecisionInputs Inputs(int components)
    {
        var inputs = InputDefaults.Create();
        inputs["now"] = "2026-03-03T12:00:00Z";
        inputs["window"] = new JsonObject { ["open"] = true, ["frozen"] = false };
        inputs["segment"] = new JsonObject { ["name"] = "finance", ["environment"] = "Production", ["posture"] = "Standard", ["frameworks"] = new JsonArray(), ["residency"] = new JsonArray(), ["approvalRoles"] = new JsonArray(), ["generation"] = 1 };
        inputs["package"]!["components"] = new JsonArray([.. Enumerable.Range(0, components).Select(i => (JsonNode?)new JsonObject { ["type"] = "ApexClass", ["name"] = $"Class{i}" })]);
        InputDefaults.Complete(inputs["package"]!.AsObject());
        return DecisionInputs.From(inputs);
    }

    private static void Inspect(string name, Action<string> write)
    {
        var path = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}.zip");
        write(path);
        try
        {
            for (var round = 0; round < 2; round++)
            {
                using var zip = File.OpenRead(path);
                GC.Collect();
                var before = GC.GetTotalMemory(forceFullCollection: true);
                var peak = 0L;
                using var watch = TimeProvider.System.CreateTimer(_ => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
                var (started, bytes, processor) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
                var report = ((InspectionOutcome.Inspected)PackageInspector.InspectZip(zip, new InspectionOptions())).Report;
                Console.WriteLine($"inspect_{PackageFiles}_files_{name}_ms={TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} processor_ms={(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds:0} allocated_mib={(GC.GetTotalAllocatedBytes() - bytes) >> 20} components={report.Components.Count} unpacked_mib={report.Bytes >> 20} heap_peak_mib={peak / 1048576d:0} heap_kept_mib={Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576d:0}");
                GC.KeepAlive(report);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WritePackage(string path)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        void Add(string name, string content)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        Add("package.xml", "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members><name>ApexClass</name></types><types><members>*</members><name>PermissionSet</name></types><version>62.0</version></Package>");
        var random = new Random(1);
        for (var i = 0; i < PackageFiles / 2; i++)
        {
            Add($"classes/Class{i}.cls", $"public with sharing class Class{i} {{ Integer a() {{ return {random.Next()}; }} }}\n");
            Add($"permissionsets/P{i}.permissionset", $"<PermissionSet><label>P{i}</label>{string.Concat(Enumerable.Range(0, 20).Select(f => $"<fieldPermissions><editable>false</editable><field>Invoice__c.F{random.Next(1000)}_{f}__c</field><readable>true</readable></fieldPermissions>"))}</PermissionSet>");
        }
    }

    /// <summary>Ten thousand files and nearly 400 MB unpacked: code, layouts, permission sets, and files that are nothing but bytes.</summary>
    private static void WriteLargePackage(string path)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var random = new Random(1);
        void Add(string name, string content)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));
        Add("package.xml", "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">" + Lines(4, type => $"<types><members>*</members><name>{new[] { "ApexClass", "PermissionSet", "Layout", "StaticResource" }[type]}</name></types>") + "<version>62.0</version></Package>");
        for (var i = 0; i < PackageFiles / 4; i++)
        {
            Add($"classes/Class{i}.cls", $"public with sharing class Class{i} {{\n{Lines(500, line => $"    Integer method{line}() {{ return {random.Next()} + {line}; }} // {random.Next():x} comment\n")}}}\n");
            Add($"permissionsets/P{i}.permissionset", $"<PermissionSet><label>P{i}</label>{Lines(150, f => $"<fieldPermissions><editable>false</editable><field>Invoice__c.F{(i + (f * 7)) % 800}__c</field><readable>true</readable></fieldPermissions>")}</PermissionSet>");
            Add($"layouts/Invoice__c-L{i}.layout", $"<Layout>{Lines(400, f => $"<layoutSections><label>S{random.Next():x}</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>F{f}__c</field></layoutItems></layoutColumns></layoutSections>")}</Layout>");
            Add($"staticresources/S{i}.resource", Lines(1200, _ => $"{random.NextInt64():x16}{random.NextInt64():x16}\n"));
        }
    }

    private static void Measure(string name, int count, Action action)
    {
        for (var i = 0; i < Math.Max(200, count / 10); i++)
            action();
        var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i++)
            action();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine($"{name}_us={elapsed.TotalMicroseconds / count:0.0} bytes={(GC.GetAllocatedBytesForCurrentThread() - bytes) / count}");
    }
}
