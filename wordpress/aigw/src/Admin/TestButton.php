<?php
/**
 * The Test button.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Capabilities;
use Aigw\Diagnosis;

defined( 'ABSPATH' ) || exit;

/**
 * Walks the way to the gateway at the press of a button; a plain link where there is no JavaScript.
 */
final class TestButton {

	const ACTION = 'aigw_test';

	/**
	 * Registers the request's hook.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'wp_ajax_' . self::ACTION, array( __CLASS__, 'answer' ) );
	}

	/**
	 * Answers the script's request.
	 *
	 * @return void
	 */
	public static function answer() {
		check_ajax_referer( self::ACTION );
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_send_json_error( null, 403 );
		}
		wp_send_json_success( array( 'html' => self::steps( Diagnosis::run() ) ) );
	}

	/**
	 * Prints button and, where asked for by the link, the result.
	 *
	 * @return void
	 */
	public static function show() {
		$link  = wp_nonce_url( add_query_arg( self::ACTION, '1', SettingsPage::url() ), self::ACTION );
		$saved = wp_list_filter( get_settings_errors( SettingsPage::CODE ), array( 'code' => 'aigw_saved' ) );
		echo '<div class="aigw-test"><p><a class="button button-secondary" id="aigw-test" role="button" href="' . esc_url( $link ) . '"' . ( $saved ? ' data-now="1"' : '' ) . '>' . esc_html__( 'Test the connection', 'aigw' ) . '</a> <span class="description">' . esc_html__( 'Walks the way to the gateway step by step. It costs nothing.', 'aigw' ) . '</span></p>';
		echo '<div id="aigw-test-result" aria-live="polite">';
		if ( isset( $_GET[ self::ACTION ], $_GET['_wpnonce'] ) && wp_verify_nonce( sanitize_key( $_GET['_wpnonce'] ), self::ACTION ) ) {
			echo wp_kses_post( self::steps( Diagnosis::run() ) );
		}
		echo '</div></div>';
	}

	/**
	 * Steps as a list.
	 *
	 * @param array $steps Of the diagnosis.
	 * @return string Escaped HTML.
	 */
	public static function steps( array $steps ): string {
		$words = array(
			'ok'   => __( 'works', 'aigw' ),
			'warn' => __( 'works, but', 'aigw' ),
			'fail' => __( 'fails', 'aigw' ),
			'skip' => __( 'not tested', 'aigw' ),
		);
		$signs = array( 'ok' => '✓', 'warn' => '!', 'fail' => '✕', 'skip' => '–' );
		$html  = '<ol class="aigw-steps">';
		foreach ( $steps as $step ) {
			$html .= '<li class="aigw-step aigw-step--' . esc_attr( $step['state'] ) . '"><span class="aigw-sign" aria-hidden="true">' . esc_html( $signs[ $step['state'] ] ) . '</span><strong>' . esc_html( $step['label'] ) . '</strong> <span class="screen-reader-text">' . esc_html( $words[ $step['state'] ] ) . ':</span> <span class="aigw-text">' . esc_html( $step['text'] ) . '</span></li>';
		}
		return $html . '</ol>';
	}
}
