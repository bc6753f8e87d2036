using System.Text.Json;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Manager.Decisions;

/// <summary>
/// Keeps each decision with all that it was made from as a file, where the operator is told a folder: what policy replay reads. It is a
/// convenience and no evidence: that it cannot be written stops no decision.
/// </summary>
internal sealed partial class DecisionLog(ManagerOptions options, ILogger<DecisionLog> logger)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public void Keep(RequestWork work, Policy.Decisions.Decision decision, DecisionInputs inputs)
    {
        if (options.DecisionsDirectory is not { } folder)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            var name = $"{work.Request.Metadata.Namespace}.{work.Request.Metadata.Name}.{work.Uid}.{decision.InputsHash["sha256:".Length..][..12]}.json";
            var path = Path.Combine(folder, name);
            File.WriteAllText(path + ".new", DecisionRecord.Write(decision, inputs).ToJsonString(Indented));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotKept(logger, folder, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A decision could not be kept in {folder}: {problem}")]
    private static partial void NotKept(ILogger logger, string folder, string problem);
}
