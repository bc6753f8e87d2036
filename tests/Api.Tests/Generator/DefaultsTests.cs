using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegmentOperator.Api.Schema;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Api.Tests.Generator;

public sealed class DefaultsTests
{
    private static readonly JsonSerializerOptions Options = new(ApiJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ApiJson.Options.TypeInfoResolver, new DefaultJsonTypeInfoResolver()),
    };

    public static TheoryData<string, string> Properties()
    {
        var data = new TheoryData<string, string>();
        foreach (var type in typeof(Segment).Assembly.GetTypes())
        {
            foreach (var property in type.GetProperties().Where(property => property.IsDefined(typeof(DefaultAttribute))))
                data.Add(type.FullName!, property.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_new_object_has_the_default_that_the_schema_writes(string type, string name)
    {
        var owner = typeof(Segment).Assembly.GetType(type)!;
        var property = owner.GetProperty(name)!;
        var value = property.GetValue(Activator.CreateInstance(owner));

        Assert.Equal(property.GetCustomAttribute<DefaultAttribute>()!.Value.ToString(), JsonText(value!, property.PropertyType));
    }

    private static string JsonText(object value, Type type) =>
        value is bool ? value.ToString()! : JsonSerializer.Serialize(value, type, Options).Trim('"');
}
