using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Muster.House;

/// <summary>What an assembly shows to its users, one line per type and member, in an order that never changes by itself.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes()
            .Where(type => !type.Name.EndsWith("Reflection", StringComparison.Ordinal) && type.DeclaringType?.Name is not "Types")
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Select(member => "  " + member).Prepend(Header(type)));

    private static string Header(Type type)
    {
        if (type.IsEnum || IsMessage(type)) return $"{Kind(type)} {TypeText.FullName(type)}";

        var bases = new[] { type.BaseType }.Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType))
            .Concat(type.GetInterfaces().Where(face => face.IsPublic).OrderBy(face => face.Name, StringComparer.Ordinal))
            .Select(parent => TypeText.Name(parent!)).ToList();

        return $"{Kind(type)}{(IsRecord(type) ? " record" : "")} {TypeText.FullName(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when IsMessage(type) => "message",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static bool IsMessage(Type type) => type.IsAssignableTo(typeof(IMessage)) && !type.IsInterface;

    private static IEnumerable<string> Members(Type type) => type switch
    {
        { IsEnum: true } => Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}"),
        _ when IsMessage(type) => Fields(((IMessage)Activator.CreateInstance(type)!).Descriptor),
        _ => type.GetMembers(Declared).Where(IsVisible).Select(TypeText.Member),
    };

    /// <summary>A message shows its fields with their numbers: what else is generated follows from them.</summary>
    private static IEnumerable<string> Fields(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder()
            .Select(field => $"{field.Name} = {field.FieldNumber} : {(field.IsMap ? "map " : field.IsRepeated ? "repeated " : field is { HasPresence: true, FieldType: not FieldType.Message } ? "optional " : "")}{TypeOf(field)}")
            .Concat(from values in message.EnumTypes
                    from value in values.Values
                    select $"{values.Name}.{value.Name} = {value.Number}");

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        var plain => plain.ToString().ToLowerInvariant(),
    };

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo method => IsVisible(method) && !IsGivenToRecords(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        ConstructorInfo constructor => IsVisible(constructor),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo happening => IsVisible(happening.AddMethod!),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => false,
    };

    private static bool IsVisible(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<', StringComparison.Ordinal);

    /// <summary>What the compiler gives every record (equality, printing, taking apart) says nothing beyond "record".</summary>
    private static bool IsGivenToRecords(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly) is not null;
}
