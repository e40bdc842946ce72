// RUN: not snn-opt %s --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=nonsense}))" 2>&1 | FileCheck %s
// CHECK: for the --phase option: Cannot find option named 'nonsense'!
