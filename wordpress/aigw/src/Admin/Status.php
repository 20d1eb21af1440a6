<?php
/**
 * What is connected.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Connection;
use Aigw\Credentials;

defined( 'ABSPATH' ) || exit;

/**
 * Says what is connected, where that comes from, and what is wrong with it; never the credential.
 */
final class Status {

	/**
	 * Prints the lines.
	 *
	 * @return void
	 */
	public static function show() {
		$now = Connection::current();
		if ( null !== $now->problem() ) {
			echo '<div class="notice notice-error inline"><p>' . esc_html( $now->problem()->get_error_message() ) . '</p></div>';
			return;
		}
		if ( ! $now->configured() ) {
			echo '<p class="aigw-status">' . esc_html__( 'No gateway is connected yet. Paste the connect code that you got from whoever runs your gateway.', 'aigw' ) . '</p>';
			return;
		}
		echo '<table class="aigw-status widefat striped"><tbody>';
		foreach ( self::lines( $now ) as $name => $value ) {
			echo '<tr><th scope="row">' . esc_html( $name ) . '</th><td>' . esc_html( $value ) . '</td></tr>';
		}
		echo '</tbody></table>';
	}

	/**
	 * Name and value of every line; nothing secret.
	 *
	 * @param Connection $now The connection.
	 * @return array
	 */
	public static function lines( Connection $now ): array {
		$kinds = array(
			'secret' => __( 'tenant secret: this site signs short-lived tokens itself', 'aigw' ),
			'key'    => __( 'API key', 'aigw' ),
			'token'  => __( 'fixed token', 'aigw' ),
		);
		$from  = array(
			'environment' => __( 'environment variables of the server (cannot be changed here)', 'aigw' ),
			'constant'    => __( 'constants in wp-config.php (cannot be changed here)', 'aigw' ),
			'network'     => __( 'network settings', 'aigw' ),
			'site'        => __( 'this page', 'aigw' ),
		);
		$facts = Credentials::facts( 'network' === $now->source() );
		$lines = array(
			__( 'Gateway', 'aigw' )    => $now->url(),
			__( 'Tenant', 'aigw' )     => '' === $now->tenant() ? __( 'known to the gateway only', 'aigw' ) : $now->tenant(),
			__( 'Credential', 'aigw' ) => $kinds[ $now->kind() ] ?? '',
			__( 'Comes from', 'aigw' ) => $from[ $now->source() ] ?? '',
		);
		if ( in_array( $now->source(), array( 'network', 'site' ), true ) ) {
			$lines[ __( 'Saved', 'aigw' ) ] = wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $facts['saved'] );
			if ( $facts['previous_until'] ) {
				/* translators: %s: date and time. */
				$lines[ __( 'Rotation', 'aigw' ) ] = sprintf( __( 'the credential before is still tried until %s', 'aigw' ), wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $facts['previous_until'] ) );
			}
		}
		return $lines;
	}

	/**
	 * Prints the button that forgets this site's connection, where it has one.
	 *
	 * @return void
	 */
	public static function forget_form() {
		if ( array() === Credentials::load( false ) ) {
			return;
		}
		echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="aigw_forget">';
		wp_nonce_field( 'aigw_forget' );
		submit_button( __( 'Forget this connection', 'aigw' ), 'link-delete', 'submit', false );
		echo '</form>';
	}
}
