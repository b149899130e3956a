#!/usr/bin/env python3
"""Writes gradus-functions.h and .c: a C function for every row, from the schemas in the families' files.

    generate-functions.py OUTDIR FAMILY.c ...

For `max.dim(Tensor self, int dim, ...) -> (Tensor values, Tensor indices)`: gr_tensor_max_dim(), whose
results are the caller's, and gx_max_dim(), whose results are a scope's (ops/scope.h). Rows with
GR_OP_IN_PLACE get the forms with a trailing underscore too.
"""
import os
import re
import sys

ROW = re.compile(r"const GrOp gr_op_(\w+) = \{(.*?)\n\};", re.S)
SCHEMA = re.compile(r'\.schema\s*=\s*((?:"[^"]*"\s*)+)')
SUMMARY = re.compile(r'\.summary\s*=\s*N_\s*\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
# type -> (C parameters, the GrValue made of them)
TYPES = {
    "Tensor": ("GrTensor *{0}", "gr_value_tensor ({0})"),
    "Tensor[]": ("GrTensor *const *{0}, gsize n_{0}", "gr_value_tensors ({0}, n_{0})"),
    "int": ("gint64 {0}", "gr_value_int ({0})"),
    "int[]": ("GrInts {0}", "gr_value_ints ({0})"),
    "float": ("gdouble {0}", "gr_value_float ({0})"),
    "float[]": ("GrFloats {0}", "gr_value_floats ({0})"),
    "bool": ("gboolean {0}", "gr_value_bool ({0})"),
    "Scalar": ("GrScalar {0}", "gr_value_scalar ({0})"),
    "ScalarType": ("gint {0}", "gr_value_dtype ({0})"),
    "Device": ("GrDevice {0}", "gr_value_device ({0})"),
    "str": ("const char *{0}", "gr_value_string ({0})"),
}
C_WORDS = {"default", "register", "signed", "index", "time", "double", "float", "int", "long", "short", "char", "bool"}


def strings(text):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def split_top(text):
    """Splits at commas that stand in no bracket."""
    parts, depth, part = [], 0, ""
    for c in text:
        depth += (c in "[(") - (c in "])")
        if c == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += c
    return [p.strip() for p in parts + [part] if p.strip()]


class Row:
    def __init__(self, symbol, body):
        self.symbol = symbol
        schema = strings(SCHEMA.search(body).group(1))
        summary = SUMMARY.search(body)
        self.schema = schema
        self.summary = strings(summary.group(1)) if summary else ""
        self.in_place = re.search(r"\bGR_OP_IN_PLACE\b", body) is not None
        self.only_in_place = "GR_OP_ONLY_IN_PLACE" in body
        head, params, returns = re.match(r"([\w.]+)\((.*)\)\s*->\s*(.*)$", schema).groups()
        if head.replace(".", "_") != symbol:
            sys.exit(f"row gr_op_{symbol} declares the schema of {head}")
        self.params = []
        for p in split_top(params):
            if p == "*":
                continue
            kind, name = re.match(r"(\S+)\s+(\w+)", p).groups()
            kind = re.sub(r"\[\d+\]", "[]", kind).replace("?", "")
            self.params.append((kind, name + "_" if name in C_WORDS else name))
        self.returns = [r.split() for r in split_top(returns.strip("()"))]
        self.list_result = self.returns[0][0] == "Tensor[]"

    def parameters(self):
        return [TYPES[k][0].format(n) for k, n in self.params]

    def arguments(self):
        return ", ".join(f"{n}, n_{n}" if k == "Tensor[]" else n for k, n in self.params)

    def values(self):
        made = ", ".join(TYPES[k][1].format(n) for k, n in self.params)
        return f"  const GrValue args[] = {{ {made or '{ GR_VALUE_NONE }'} }};\n"

    def outs(self):
        return [r[1] if len(r) > 1 else f"out{i}" for i, r in enumerate(self.returns)]


def signature(result, name, params):
    text = f"{result} {name} ({', '.join(params) or 'void'})"
    return text.replace("* ", "*")


def plain(row):
    """gr_tensor_NAME and gx_NAME."""
    out, params = [], row.parameters()
    if row.list_result:
        out.append((signature("GrTensor **", f"gr_tensor_{row.symbol}", params + ["gsize *n_result", "GError **error"]),
                    row.values() + f"  return gr_call_list (&gr_op_{row.symbol}, args, n_result, error);\n"))
        out.append((signature("GrTensor *const *", f"gx_{row.symbol}", ["GrScope *s"] + params + ["gsize *n_result"]),
                    "  if (s->error)\n    return NULL;\n"
                    f"  return gr_scope_keep_list (s, gr_tensor_{row.symbol} ({row.arguments()}, n_result, &s->error));\n"))
    elif len(row.returns) == 1:
        out.append((signature("GrTensor *", f"gr_tensor_{row.symbol}", params + ["GError **error"]),
                    row.values() + "  GrTensor *result = NULL;\n"
                    f"  gr_call (&gr_op_{row.symbol}, args, &result, 1, error);\n  return result;\n"))
        call = f"gr_tensor_{row.symbol} ({row.arguments()}{', ' if row.params else ''}&s->error)"
        out.append((signature("GrTensor *", f"gx_{row.symbol}", ["GrScope *s"] + params),
                    f"  return s->error ? NULL : gr_scope_keep (s, {call});\n"))
    else:
        names = row.outs()
        results = [f"GrTensor **{n}" for n in names]
        store = "".join(f"  if ({n})\n    *{n} = results[{i}];\n  else\n    g_clear_pointer (&results[{i}], gr_tensor_unref);\n"
                        for i, n in enumerate(names))
        out.append((signature("gboolean", f"gr_tensor_{row.symbol}", params + results + ["GError **error"]),
                    row.values() + f"  GrTensor *results[{len(names)}] = {{ NULL }};\n"
                    f"  gboolean ok = gr_call (&gr_op_{row.symbol}, args, results, {len(names)}, error);\n" + store + "  return ok;\n"))
        got = "".join(f"  if ({n})\n    *{n} = gr_scope_keep (s, *{n});\n" for n in names)
        none = "".join(f"  if ({n})\n    *{n} = NULL;\n" for n in names)
        out.append((signature("gboolean", f"gx_{row.symbol}", ["GrScope *s"] + params + results),
                    none + f"  if (s->error || !gr_tensor_{row.symbol} ({row.arguments()}, {', '.join(names)}, &s->error))\n"
                    "    return FALSE;\n" + got + "  return TRUE;\n"))
    return out


def in_place(row):
    """The forms with an underscore: gr_tensor_ says whether it went well, gx_ gives argument 0 back."""
    target = row.params[0][1]
    name = f"{row.symbol}_" if not row.symbol.endswith("_") else row.symbol
    body = (row.values() + f"  GrTensor *written = gr_call_form (&gr_op_{row.symbol}, GR_FORM_IN_PLACE, args, {target}, error);\n"
            "  if (!written)\n    return FALSE;\n  gr_tensor_unref (written);\n  return TRUE;\n")
    call = f"gr_tensor_{name} ({row.arguments()}, &s->error)"
    return [(signature("gboolean", f"gr_tensor_{name}", row.parameters() + ["GError **error"]), body),
            (signature("GrTensor *", f"gx_{name}", ["GrScope *s"] + row.parameters()),
             f"  return !s->error && {call} ? {target} : NULL;\n")]


def main():
    outdir, families = sys.argv[1], sys.argv[2:]
    header = ["/* Made by generate-functions.py from the operator rows: do not edit. */", "#pragma once",
              '#include "ops/call.h"', "G_BEGIN_DECLS", ""]
    source = ["/* Made by generate-functions.py from the operator rows: do not edit. */",
              '#include "gradus-functions.h"', ""]
    for family in families:
        text = open(family, encoding="utf-8").read()
        for symbol, body in ROW.findall(text):
            row = Row(symbol, body)
            header.append(f"/* {row.schema}\n * {row.summary} */" if row.summary else f"/* {row.schema} */")
            source.append(f"extern const GrOp gr_op_{row.symbol};\n")
            functions = [] if row.only_in_place else plain(row)
            if row.in_place or row.only_in_place:
                functions += in_place(row)
            for sig, body_text in functions:
                header.append(sig + ";")
                source.append(f"{sig}\n{{\n{body_text}}}\n")
            header.append("")
    header.append("G_END_DECLS")
    for name, lines in (("gradus-functions.h", header), ("gradus-functions.c", source)):
        with open(os.path.join(outdir, name), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")


main()
