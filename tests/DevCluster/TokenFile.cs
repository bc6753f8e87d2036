using System.Text;

namespace SegmentOperator.DevCluster;

/// <summary>Reads kube-apiserver's token file: a line <c>token,user,uid[,"group1,group2"]</c> for each user.</summary>
internal static class TokenFile
{
    /// <exception cref="ArgumentException">The file is missing or a line is wrong. No token is in the message.</exception>
    public static IReadOnlyList<DevClusterUser> Read(string path)
    {
        if (!File.Exists(path))
            throw new ArgumentException($"the token file \"{path}\" does not exist");
        var users = new List<DevClusterUser>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } text || text.StartsWith('#'))
                continue;
            var fields = Split(text);
            if (fields.Count < 3 || fields[0].Length == 0 || fields[1].Length == 0)
                throw new ArgumentException($"{path}:{number}: expected token,user,uid and perhaps \"group1,group2\"");
            var groups = fields.Count > 3 ? fields[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            users.Add(new DevClusterUser(fields[1], fields[0], fields[2], groups));
        }
        return users;
    }

    // Commas inside double quotes do not separate; two quotes inside quotes are one.
    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
                field.Append(line[i]);
        }
        fields.Add(field.ToString().Trim());
        return fields;
    }
}
