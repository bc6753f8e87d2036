using SegmentOperator.Fuzz;

// fuzz [--seconds N] [--seed N] [all | GROUP | GROUP/TARGET]...: shares N seconds among the targets. Exits 1 with the first finding, whose input is
// left in artifacts/fuzz; 2 for wrong usage.
var (seconds, seed) = (60, (int)TimeProvider.System.GetTimestamp());
var wanted = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--seconds" or "--seed")
    {
        if (i + 1 >= args.Length || !int.TryParse(args[i + 1], out var number))
        {
            Console.Error.WriteLine($"{args[i]} needs a number.");
            return 2;
        }

        if (args[i++] == "--seconds") seconds = number;
        else seed = number;
    }
    else
    {
        wanted.Add(args[i]);
    }
}

var all = Targets.All();
var targets = wanted is [] or ["all"] ? all : [.. all.Where(t => wanted.Any(w => t.Name == w || t.Name.StartsWith(w + "/", StringComparison.Ordinal)))];
if (targets.Count == 0)
{
    Console.Error.WriteLine($"There is no target {string.Join(" or ", wanted)}; there are {string.Join(", ", all.Select(t => t.Name))}, their groups, or all.");
    return 2;
}

Console.WriteLine($"seed={seed} seconds={seconds}");
// What hangs for good is said as well: the watch outlasts the fuzzer's own limits.
using var watch = TimeProvider.System.CreateTimer(
    _ => Environment.FailFast("An input hangs."), null, TimeSpan.FromSeconds(seconds) + TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
foreach (var target in targets)
{
    var result = new Fuzzer(TimeProvider.System).Run(target, seed, TimeSpan.FromSeconds((double)seconds / targets.Count));
    Console.WriteLine($"{result.Target}: inputs={result.Inputs} slowest_ms={result.Slowest.TotalMilliseconds:0} largest_kib={result.Largest / 1024}");
    if (result.Finding is null) continue;
    Directory.CreateDirectory("artifacts/fuzz");
    var file = Path.Combine("artifacts/fuzz", $"{target.Name.Replace('/', '-')}.input");
    File.WriteAllBytes(file, result.Input!);
    Console.Error.WriteLine($"{target.Name}: {result.Finding}\nThe input is in {file}; --seed {seed} makes it again.");
    return 1;
}

return 0;
