using SegmentOperator.DevCluster;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Stage;

/// <summary>A kubeconfig's current context, to be written elsewhere: paths in it are absolute, and it may act as somebody else.</summary>
internal sealed class Kubeconfig
{
    private static readonly string[] Paths = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];
    private readonly string _text;
    private readonly string _folder;

    private Kubeconfig(string text, string folder) => (_text, _folder) = (text, folder);

    /// <summary>The administrator's own.</summary>
    public string Text => Write(_ => { });

    public static Kubeconfig Read(string path) => new(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>The same credential, acting as a user.</summary>
    public string As(DevClusterUser person) => Write(user =>
    {
        user.Children["as"] = person.Name;
        user.Children["as-uid"] = person.Uid;
        user.Children["as-groups"] = new YamlSequenceNode(person.Groups.Select(group => new YamlScalarNode(group)));
    });

    private string Write(Action<YamlMappingNode> change)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(_text));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var context = Entry(root, "contexts", root["current-context"].ToString(), "context");
        var user = Entry(root, "users", context["user"].ToString(), "user");
        foreach (var entry in (YamlMappingNode[])[user, Entry(root, "clusters", context["cluster"].ToString(), "cluster")])
        {
            foreach (var name in Paths)
            {
                if (entry.Children.TryGetValue(name, out var path))
                    entry.Children[name] = Path.Combine(_folder, path.ToString());
            }
        }

        change(user);
        using var written = new StringWriter();
        stream.Save(written, assignAnchors: false);
        return written.ToString();
    }

    private static YamlMappingNode Entry(YamlMappingNode root, string list, string name, string what) =>
        (YamlMappingNode)((YamlSequenceNode)root[list]).First(item => item["name"].ToString() == name)[what];
}
