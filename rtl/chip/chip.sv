//===- chip.sv - the mesh chip ----------------------------------------------===//
//
// Everything enters and leaves through the host port: configuration, spikes, tokens, results. `rst` is synchronous;
// it clears control state and no memory.
//
//===----------------------------------------------------------------------===//

module chip (
    input  logic                             clk,
    input  logic                             rst,
    input  logic                             host_in_valid,
    output logic                             host_in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] host_in_packet,
    output logic                             host_out_valid,
    input  logic                             host_out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] host_out_packet
);

  logic mesh_in_valid, mesh_in_ready, mesh_out_valid, mesh_out_ready;
  logic [chip_pkg::PACKET_BITS-1:0] mesh_in_packet, mesh_out_packet;

  host_port host_port (
      .clk, .rst,
      .host_in_valid, .host_in_ready, .host_in_packet,
      .host_out_valid, .host_out_ready, .host_out_packet,
      .mesh_in_valid, .mesh_in_ready, .mesh_in_packet,
      .mesh_out_valid, .mesh_out_ready, .mesh_out_packet);

  mesh mesh (
      .clk, .rst,
      .host_in_valid(mesh_in_valid), .host_in_ready(mesh_in_ready), .host_in_packet(mesh_in_packet),
      .host_out_valid(mesh_out_valid), .host_out_ready(mesh_out_ready), .host_out_packet(mesh_out_packet));

endmodule
