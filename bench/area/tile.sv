//===- tile.sv - one core with its router, for the area bench ----------------===//
//
// What a mesh has once a core, with all links as ports: none is the edge of a mesh, so nothing of the router goes.
//
//===----------------------------------------------------------------------===//

module tile (
    input  logic                             clk,
    input  logic                             rst,
    input  logic [chip_pkg::CORE_X_BITS-1:0] x,
    input  logic [chip_pkg::CORE_Y_BITS-1:0] y,
    // Bits: north, east, south, west.
    input  logic [                      3:0] link_in_valid,
    output logic [                      3:0] link_in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] north_in,
    input  logic [chip_pkg::PACKET_BITS-1:0] east_in,
    input  logic [chip_pkg::PACKET_BITS-1:0] south_in,
    input  logic [chip_pkg::PACKET_BITS-1:0] west_in,
    output logic [                      3:0] link_out_valid,
    input  logic [                      3:0] link_out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] north_out,
    output logic [chip_pkg::PACKET_BITS-1:0] east_out,
    output logic [chip_pkg::PACKET_BITS-1:0] south_out,
    output logic [chip_pkg::PACKET_BITS-1:0] west_out,
    // Counted once for all cores of a mesh.
    input  logic [                     31:0] cycles,
    output logic                             awake
);

  logic [4:0] in_ready, out_valid;
  logic [chip_pkg::PACKET_BITS-1:0] local_in, local_out;
  logic local_in_valid, local_out_ready, route_write;
  logic [chip_pkg::ADDRESS_BITS-1:0] route_group;
  logic [4:0] route_outputs;

  assign link_in_ready = in_ready[3:0];
  assign link_out_valid = out_valid[3:0];

  router router (
      .clk, .rst, .x, .y, .in_valid({local_in_valid, link_in_valid}), .in_ready,
      .north_in, .east_in, .south_in, .west_in, .local_in,
      .out_valid, .out_ready({local_out_ready, link_out_ready}),
      .north_out, .east_out, .south_out, .west_out, .local_out, .route_write, .route_group, .route_outputs);

  core core (
      .clk, .rst, .x, .y, .in_valid(out_valid[4]), .in_ready(local_out_ready), .in_packet(local_out),
      .out_valid(local_in_valid), .out_ready(in_ready[4]), .out_packet(local_in),
      .flits(out_valid & {local_out_ready, link_out_ready}), .cycles, .route_write, .route_group, .route_outputs, .awake);

endmodule
