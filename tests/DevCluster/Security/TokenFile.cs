namespace SegmentOperator.DevCluster.Security;

/// <summary>Reads kube-apiserver's <c>--token-auth-file</c>: a line <c>token,user,uid,"group1,group2"</c> for each user.</summary>
public static class TokenFile
{
    /// <summary>The users of a token file.</summary>
    /// <param name="text">The file's content.</param>
    /// <exception cref="FormatException">A line has fewer than three columns or an empty one; the message names the line.</exception>
    public static IReadOnlyList<DevClusterUser> Parse(string text)
    {
        List<DevClusterUser> users = [];
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            number++;
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            var columns = Columns(line, number);
            if (columns.Count < 3 || columns[0].Length == 0 || columns[1].Length == 0)
                throw new FormatException($"Line {number} of the token file needs the columns token,user,uid and optionally \"group1,group2\".");
            IReadOnlyList<string> groups = columns.Count > 3 ? columns[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
            users.Add(new DevClusterUser(columns[1], columns[0], columns[2], groups));
        }

        return users;
    }

    private static List<string> Columns(string line, int number)
    {
        List<string> columns = [];
        for (var i = 0; i <= line.Length;)
        {
            if (i < line.Length && line[i] == '"')
            {
                var end = line.IndexOf('"', i + 1);
                if (end < 0)
                    throw new FormatException($"Line {number} of the token file has a quotation mark that is never closed.");
                columns.Add(line[(i + 1)..end]);
                i = end + 2;
            }
            else
            {
                var end = line.IndexOf(',', i);
                end = end < 0 ? line.Length : end;
                columns.Add(line[i..end].Trim());
                i = end + 1;
            }
        }

        return columns;
    }
}
