//===- host_port.sv - the chip's one port to the outside --------------------===//
//
// West of core (0, 0). The queue towards the host keeps an offered packet until it is taken, which the round-robin
// outputs of the mesh do not; nothing combinational crosses the chip's border.
//
//===----------------------------------------------------------------------===//

module host_port (
    input  logic                             clk,
    input  logic                             rst,
    input  logic                             host_in_valid,
    output logic                             host_in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] host_in_packet,
    output logic                             host_out_valid,
    input  logic                             host_out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] host_out_packet,
    output logic                             mesh_in_valid,
    input  logic                             mesh_in_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] mesh_in_packet,
    input  logic                             mesh_out_valid,
    output logic                             mesh_out_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] mesh_out_packet
);

  chip_pkg::packet_t in_packet;

  assign in_packet = host_in_packet;
  assign mesh_in_valid = host_in_valid;
  assign mesh_in_packet = host_in_packet;
  assign host_in_ready = mesh_in_ready;

  fifo #(.WIDTH(chip_pkg::PACKET_BITS), .DEPTH(2)) out_queue (
      .clk, .rst,
      .in_valid(mesh_out_valid), .in_ready(mesh_out_ready), .in_data(mesh_out_packet),
      .out_valid(host_out_valid), .out_ready(host_out_ready), .out_data(host_out_packet));

  // The host addresses cores that exist, or multicast groups, which the router looks up.
  always_ff @(posedge clk)
    if (!rst && host_in_valid) begin
      assert (!in_packet.to_host);
      assert (in_packet.multicast || 32'(in_packet.core_x) < chip_pkg::COLS);
      assert (in_packet.multicast || 32'(in_packet.core_y) < chip_pkg::ROWS);
    end

`ifndef SYNTHESIS
  assert property (@(posedge clk) disable iff (rst) host_out_valid && !host_out_ready |=>
                   host_out_valid && $stable(host_out_packet));
`endif

endmodule
