using System.Collections;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// The serializers of this API. They are lenient when reading (an object that an older or a newer schema admitted can still be read,
/// fields that this build does not know are passed over) and say nothing when there is nothing to say: null and empty lists and maps
/// are not written, so that server-side apply does not own them.
/// </summary>
public static class ApiJson
{
    /// <summary>The options of every serializer here.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions(JsonUnmappedMemberHandling.Skip);

    /// <summary>The same for what a person has just written: a field that does not exist is an error.</summary>
    public static JsonSerializerOptions Strict { get; } = CreateOptions(JsonUnmappedMemberHandling.Disallow);

    /// <summary>The serializer of a type of this API: one of the four kinds, its list, spec or status, or a part of them.</summary>
    /// <exception cref="NotSupportedException">The type is no part of this API.</exception>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions CreateOptions(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(ApiJsonContext.Default.Options)
        {
            UnmappedMemberHandling = unmapped,
            TypeInfoResolver = ApiJsonContext.Default.WithAddedModifier(LeaveOutEmptyCollections),
        };
        options.Converters.Add(new InstantConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutEmptyCollections(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                property.ShouldSerialize = static (_, value) => value is IEnumerable items && items.GetEnumerator().MoveNext();
        }
    }
}
