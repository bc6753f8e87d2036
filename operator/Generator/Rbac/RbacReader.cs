using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Generator.Rbac;

/// <summary>Reads the RbacAttributes of an assembly from its metadata, without loading it or what it refers to.</summary>
internal static class RbacReader
{
    public static IReadOnlyList<RbacRule> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.CustomAttributes.Select(metadata.GetCustomAttribute)
            .Where(attribute => TypeName(metadata, attribute) == nameof(RbacAttribute))
            .Select(attribute => Rule(attribute.DecodeValue(AttributeTypes.Instance)))];
    }

    private static RbacRule Rule(CustomAttributeValue<string> value)
    {
        var named = value.NamedArguments.ToDictionary(argument => argument.Name!, argument => (string?)argument.Value, StringComparer.Ordinal);
        var positional = value.FixedArguments.Select(argument => (string)argument.Value!).ToList();
        return new RbacRule(
            named.GetValueOrDefault(nameof(RbacAttribute.Role)) ?? RbacRule.ManagerRole,
            positional[0],
            positional[1],
            positional[2],
            named.GetValueOrDefault(nameof(RbacAttribute.ResourceNames)),
            named.GetValueOrDefault(nameof(RbacAttribute.Reason)) ?? "");
    }

    private static string? TypeName(MetadataReader metadata, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null,
        _ => metadata.GetString(metadata.GetTypeDefinition(
            metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()).Name),
    };

    /// <summary>RbacAttribute takes strings only; other attributes are not decoded.</summary>
    private sealed class AttributeTypes : ICustomAttributeTypeProvider<string>
    {
        public static readonly AttributeTypes Instance = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSystemType() => "System.Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "";

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => "";

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        public bool IsSystemType(string type) => type == "System.Type";
    }
}
