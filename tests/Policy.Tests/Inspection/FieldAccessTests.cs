using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Policy.Tests.Inspection;

public sealed class FieldAccessTests
{
    private static readonly string[] Sets = ["P", "p", "Q"];
    private static readonly string[] Fields = ["A.X__c", "a.x__C", "A.Y__c", "B.X__c", "B.Z__c"];

    private static readonly Gen<(string Holder, string Field, int Access)> Grants =
        from holder in Gen.Elements(Sets)
        from field in Gen.Elements(Fields)
        from access in Gen.Choose(0, 3)
        select (holder, field, access);

    [Fact]
    public void It_says_what_a_plain_table_says() => Prop.ForAll(Grants.ListOf().ToArbitrary(), grants =>
    {
        var (access, table) = (new FieldAccess(), new Dictionary<(string, string), int>());
        foreach (var (by, field, value) in grants)
        {
            access.Add(new ComponentKey("PermissionSet", by), field, (byte)value);
            var place = (by.ToUpperInvariant(), field.ToUpperInvariant());
            table[place] = table.GetValueOrDefault(place) | value;
        }

        return Sets.All(by => Fields.All(field =>
                access.Find(new ComponentKey("PermissionSet", by), field) == (table.TryGetValue((by.ToUpperInvariant(), field.ToUpperInvariant()), out var value) ? (byte)value : null)))
            && Fields.All(field => access.IsVisible(field) == table.Any(entry => string.Equals(entry.Key.Item2, field, StringComparison.OrdinalIgnoreCase) && entry.Value > 0))
            && access.All().Select(entry => ((entry.By.Name.ToUpperInvariant(), entry.Field.ToUpperInvariant()), (int)entry.Access)).ToHashSet().SetEquals(table.Select(entry => (entry.Key, entry.Value)))
            && access.All().Count() == table.Count;
    }).QuickCheckThrowOnFailure();
}
