using System.Reflection;

namespace Muster.House;

/// <summary>Types and members as a user would write them, nullability included.</summary>
internal static class TypeText
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string FullName(Type type) =>
        type.DeclaringType is { } outer ? $"{FullName(outer)}.{Name(type)}" : $"{type.Namespace}.{Name(type)}";

    public static string Name(Type type) => type switch
    {
        _ when Keywords.TryGetValue(type, out var keyword) => keyword,
        _ when Nullable.GetUnderlyingType(type) is { } inner => Name(inner) + "?",
        { IsByRef: true } => Name(type.GetElementType()!),
        { IsArray: true } => Name(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => type.Name,
    };

    public static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Modifiers(method)}{Name(method)}({Parameters(method)}) : {Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter))}",
        PropertyInfo property => $"{Modifiers(property.GetAccessors(nonPublic: true)[0])}{property.Name} : {Name(property.PropertyType)}{Mark(Nullability.Create(property))} {{{Accessors(property)} }}",
        EventInfo happening => $"event {happening.Name} : {Name(happening.EventHandlerType!)}",
        FieldInfo { IsLiteral: true } field => $"const {field.Name} : {Name(field.FieldType)} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{field.Name} : {Name(field.FieldType)}{Mark(Nullability.Create(field))}",
        _ => throw new InvalidOperationException($"No text for {member.MemberType} {member.Name}."),
    };

    private static string Name(MethodInfo method) =>
        method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : method.Name;

    private static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : "")
        + (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "");

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter =>
            $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)}{Mark(Nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? " = " + (parameter.RawDefaultValue ?? "default") : "")}"));

    private static string Accessors(PropertyInfo property) =>
        (property.GetMethod is { IsPublic: true } ? " get;" : "")
        + (property.SetMethod is { IsPublic: true } set
            ? set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name is "IsExternalInit") ? " init;" : " set;"
            : "");

    private static string Mark(NullabilityInfo info) =>
        info.ReadState is NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "";
}
