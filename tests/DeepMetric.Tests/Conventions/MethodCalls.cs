using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace DeepMetric.Tests.Conventions;

/// <summary>Which methods each method of an assembly calls, read from its instructions.</summary>
internal sealed class MethodCalls : ISignatureTypeProvider<string, object?>
{
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;

    private MethodCalls(MetadataReader metadata) => _metadata = metadata;

    /// <summary>The calls of an assembly: each method with those that it calls, as <c>Type.Method(Parameters)</c>.</summary>
    public static Dictionary<string, HashSet<string>> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        var names = new MethodCalls(metadata);
        Dictionary<string, HashSet<string>> calls = [];
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            int address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address != 0)
            {
                byte[] instructions = file.GetMethodBody(address).GetILBytes()!;
                string name = names.NameOf(handle);
                calls[name] = [.. calls.GetValueOrDefault(name, []), .. Tokens(instructions).Select(token => names.NameOf(MetadataTokens.EntityHandle(token)))];
            }
        }

        return calls;
    }

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[,]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"T{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"T{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeReference(handle).Name);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private static IEnumerable<int> Tokens(byte[] instructions)
    {
        const byte wide = 0xFE;
        for (int at = 0; at < instructions.Length;)
        {
            ushort code = instructions[at++];
            if (code == wide)
            {
                code = (ushort)((wide << 8) | instructions[at++]);
            }

            switch (Operands[code])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 * (1 + BitConverter.ToInt32(instructions, at));
                    break;
                case OperandType.InlineMethod:
                    yield return BitConverter.ToInt32(instructions, at);
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private string NameOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Name(GetTypeFromDefinition(_metadata, method.GetDeclaringType(), 0), method.Name, method.DecodeSignature(this, null));
            case HandleKind.MemberReference:
                MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return Name(TypeOf(member.Parent), member.Name, member.DecodeMethodSignature(this, null));
            default:
                return NameOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
        }
    }

    private string TypeOf(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => GetTypeFromReference(_metadata, (TypeReferenceHandle)type, 0),
        HandleKind.TypeSpecification => GetTypeFromSpecification(_metadata, null, (TypeSpecificationHandle)type, 0),
        _ => type.Kind.ToString(),
    };

    private string Name(string type, StringHandle name, MethodSignature<string> signature) =>
        $"{type}.{_metadata.GetString(name)}({string.Join(", ", signature.ParameterTypes)})";
}
