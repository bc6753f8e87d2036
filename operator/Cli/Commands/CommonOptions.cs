using System.CommandLine;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>The options that every command has, spelled as kubectl spells them.</summary>
internal static class CommonOptions
{
    public static Option<string?> Kubeconfig { get; } = new("--kubeconfig") { Description = "The kubeconfig file.", Recursive = true };

    public static Option<string?> Context { get; } = new("--context") { Description = "The kubeconfig's context.", Recursive = true };

    public static Option<string?> Namespace { get; } = new("--namespace", "-n") { Description = "The namespace; the context's by default.", Recursive = true };

    public static Option<bool> AllNamespaces { get; } = new("--all-namespaces", "-A") { Description = "All namespaces." };

    public static Option<string?> Output { get; } = Format();

    public static KubeconfigOptions Of(ParseResult result) =>
        new() { Path = result.GetValue(Kubeconfig), Context = result.GetValue(Context), Namespace = result.GetValue(Namespace), Interactive = !Console.IsInputRedirected };

    private static Option<string?> Format()
    {
        var option = new Option<string?>("--output", "-o") { Description = "wide, json, yaml or name." };
        option.AcceptOnlyFromAmong("wide", "json", "yaml", "name");
        return option;
    }
}
